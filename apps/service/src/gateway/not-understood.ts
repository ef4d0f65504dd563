import type { z } from 'zod';

/** Answer over a socket to what does not fit its contract: what, and where. */
export const notUnderstood = (error: z.ZodError): { ok: false; error: string } => ({ ok: false, error: error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ').slice(0, 500) });
