import { existsSync } from 'node:fs';
import { USER_ROLES } from '@wegweiser/contracts/access';
import { readYaml } from '@wegweiser/platform';
import { z } from 'zod';

const minutes = (most: number) => z.number().min(0.01).max(most);

/** `config/access.yaml`: what of a provider's claims makes whom what, and how long sessions last. Holds no secret. */
export const AccessSettings = z.strictObject({
  /** Claims of the provider; a dot walks into an object (`realm_access.roles`). */
  claims: z.strictObject({ role: z.string().default('groups'), areas: z.string().default('wegweiser_areas'), name: z.string().default('name') }).prefault({}),
  /** Value of the role claim -> role. The highest of several counts; whoever has none is not let in. */
  roles: z.record(z.string(), z.enum(USER_ROLES)).default({ 'wegweiser-viewer': 'viewer', 'wegweiser-operator': 'operator', 'wegweiser-engineer': 'engineer', 'wegweiser-administrator': 'administrator' }),
  /** Areas of somebody whose claims name none: the whole city, or nothing. */
  withoutAreas: z.enum(['all', 'none']).default('all'),
  scopes: z.string().default('openid profile'),
  session: z.strictObject({ hours: z.number().min(0.001).max(24).default(10), idleMinutes: minutes(1440).default(30), viewerIdleMinutes: minutes(1440).default(600) }).prefault({}),
  signIn: z.strictObject({ failures: z.number().int().min(1).max(100).default(5), lockMinutes: minutes(1440).default(15) }).prefault({}),
  limits: z
    .strictObject({
      /** Changes that one person or key may ask for. */
      changesPerMinute: z.number().int().min(1).default(120),
      /** Requests of one address. Only where addresses tell clients apart: not for those that come from this machine. */
      requestsPerMinute: z.number().int().min(1).default(1200),
      /** Where to park, asked by the pages of one address: two a minute for each driver on the way, and many share the address of one mobile network. */
      questionsPerMinute: z.number().int().min(1).default(2400),
    })
    .prefault({}),
  /** The account that is built in, for as long as no provider is configured. */
  local: z.strictObject({ name: z.string().min(2).max(60).default('demo'), role: z.enum(USER_ROLES).default('administrator') }).prefault({}),
});
export type AccessSettings = z.infer<typeof AccessSettings>;

export type AccessSettingsOutcome = { ok: true; access: AccessSettings } | { ok: false; problems: { where: string; message: string }[] };

/** A file that is not there is no file: everything has a default. */
export function loadAccessSettings(path: string): AccessSettingsOutcome {
  if (!existsSync(path)) return { ok: true, access: AccessSettings.parse({}) };
  const file = readYaml(path);
  if (file.errors.length > 0) return { ok: false, problems: file.errors.map((message) => ({ where: path, message })) };
  const parsed = AccessSettings.safeParse(file.value);
  if (parsed.success) return { ok: true, access: parsed.data };
  return { ok: false, problems: parsed.error.issues.map((i) => ({ where: `${path}:${file.lineOf(i.path)}`, message: `${i.path.join('.')}: ${i.message}` })) };
}
