import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import webPush from 'web-push';
import { z } from 'zod';
import { writeForOwner } from '../../owner-file.js';

const Keys = z.object({ publicKey: z.string().min(80), privateKey: z.string().min(40) });
export type VapidKeys = z.infer<typeof Keys>;

/**
 * The service's own key pair (VAPID, RFC 8292), made at the first start and kept in the data folder for its owner alone.
 * Browsers tie their subscriptions to it: a new pair only ends those of the last two hours.
 */
export async function vapidKeys(dataDir: string): Promise<VapidKeys> {
  const dir = join(dataDir, 'push');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'vapid.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  const known = text === null ? null : Keys.safeParse(parsed(text));
  if (known?.success === true) return known.data;
  const fresh = webPush.generateVAPIDKeys();
  await writeForOwner(path, JSON.stringify(fresh));
  return fresh;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
