import { z } from 'zod';

export const ROLES = ['field', 'engine', 'archive', 'gateway'] as const;
export type Role = (typeof ROLES)[number];

const roles = z
  .string()
  .default(ROLES.join(','))
  .transform((s) => s.split(',').map((r) => r.trim()).filter(Boolean))
  .pipe(z.array(z.enum(ROLES)).min(1));

/** Settings come from the environment alone (twelve-factor); secrets are never in a file of the project. */
const Fields = z.object({
  WEGWEISER_ROLES: roles,
  WEGWEISER_CITY_DIR: z.string().default('config/cities/ingolstadt'),
  WEGWEISER_LIMITS_FILE: z.string().default('config/limits.yaml'),
  WEGWEISER_DATA_DIR: z.string().default('.data/service'),
  WEGWEISER_HTTP_HOST: z.string().default('127.0.0.1'),
  WEGWEISER_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** Live connections of one gateway; who comes beyond is refused and tries again. */
  WEGWEISER_MAX_CLIENTS: z.coerce.number().int().min(1).default(20_000),
  WEGWEISER_BROKER_URL: z.string().regex(/^(mqtts?|wss?):\/\//, 'expected mqtt://, mqtts://, ws:// or wss://').default('mqtt://127.0.0.1:1883'),
  WEGWEISER_BROKER_PROTOCOL: z.enum(['4', '5']).default('4'),
  WEGWEISER_BROKER_CLIENT_ID: z.string().default('wegweiser-service'),
  WEGWEISER_BROKER_USERNAME: z.string().optional(),
  WEGWEISER_BROKER_PASSWORD: z.string().optional(),
  WEGWEISER_BROKER_CA_FILE: z.string().optional(),
  WEGWEISER_BROKER_CERT_FILE: z.string().optional(),
  WEGWEISER_BROKER_KEY_FILE: z.string().optional(),
  /** `postgres://...`, TimescaleDB or plain; or the socket folder of the embedded one as `socket:DIR`. */
  WEGWEISER_DATABASE_URL: z.string().optional(),
  WEGWEISER_CLOCK: z.enum(['system', 'simulated']).default('system'),
  /** Address that browsers know the service by, e.g. `https://verkehr.example.org`; with `https` cookies are sent over TLS alone. */
  WEGWEISER_PUBLIC_URL: z.url().optional(),
  /** Who answers for push messages (VAPID subject), told to the browsers' push services; without it they are offered on loopback alone. */
  WEGWEISER_PUSH_CONTACT: z.string().regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'expected mailto: or https:').optional(),
  /** Whose pages may show the widget in a frame: sources of CSP `frame-ancestors`, e.g. `https://hotel.example *.example.org`. */
  WEGWEISER_EMBED_ORIGINS: z.string().regex(/^[\w.:/*' -]+$/, 'expected sources of frame-ancestors').default('*'),
  /** Reverse proxies in front, each adding to `X-Forwarded-For`; without one the header counts for nothing. */
  WEGWEISER_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  WEGWEISER_ACCESS_FILE: z.string().default('config/access.yaml'),
  /** Keys and revoked sessions; gateways that run apart share it. `access` in the data folder when left out. */
  WEGWEISER_ACCESS_DIR: z.string().optional(),
  /** 32 random bytes as base64url that seal sessions; one is made in the access folder when left out. */
  WEGWEISER_SESSION_KEY: z.string().regex(/^[A-Za-z0-9_-]{43,}$/, 'expected 32 random bytes as base64url').optional(),
  /** `redis://` or `rediss://` address of a Valkey (or Redis) in which gateways that run apart count limits together. */
  WEGWEISER_VALKEY_URL: z.string().regex(/^rediss?:\/\//, 'expected redis:// or rediss://').optional(),
  /** OpenID Connect provider. */
  WEGWEISER_OIDC_ISSUER: z.url().optional(),
  WEGWEISER_OIDC_CLIENT_ID: z.string().optional(),
  WEGWEISER_OIDC_CLIENT_SECRET: z.string().optional(),
  /** Password of the built-in account, for a service that others reach and that has no provider. */
  WEGWEISER_LOCAL_PASSWORD: z.string().min(12, 'expected at least 12 characters').optional(),
  /** Shared by the roles when they run apart. */
  WEGWEISER_INTERNAL_TOKEN: z.string().min(16, 'expected at least 16 characters').optional(),
  WEGWEISER_FIELD_URL: z.url().optional(),
  WEGWEISER_ENGINE_URL: z.url().optional(),
  WEGWEISER_JOURNAL_MAX_BYTES: z.coerce.number().int().min(1_000_000).default(8 * 1024 ** 3),
  WEGWEISER_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** What the roles need of each other, `[name, why]` for each that is missing. */
function missing(given: readonly Role[], isSet: (name: string) => boolean): [name: string, why: string][] {
  const has = (role: Role) => given.includes(role);
  const apart = new Set(given).size < ROLES.length;
  const needs: [boolean, string, string][] = [
    [has('archive') || has('gateway'), 'WEGWEISER_DATABASE_URL', 'needed by the roles archive and gateway'],
    [apart, 'WEGWEISER_INTERNAL_TOKEN', 'needed when the roles run apart'],
    [!has('field') && (has('engine') || has('archive')), 'WEGWEISER_FIELD_URL', 'needed by engine and archive when field runs elsewhere'],
    [isSet('WEGWEISER_OIDC_ISSUER'), 'WEGWEISER_OIDC_CLIENT_ID', 'needed with WEGWEISER_OIDC_ISSUER'],
    [isSet('WEGWEISER_OIDC_ISSUER'), 'WEGWEISER_PUBLIC_URL', 'needed with WEGWEISER_OIDC_ISSUER: the provider sends people back there'],
    [!has('engine') && (has('gateway') || has('archive')), 'WEGWEISER_ENGINE_URL', 'needed by gateway and archive when engine runs elsewhere'],
  ];
  return needs.filter(([when, name]) => when && !isSet(name)).map(([, name, why]) => [name, why]);
}

export const Settings = Fields.superRefine((s, context) => {
  for (const [name, message] of missing(s.WEGWEISER_ROLES, (n) => Boolean((s as Record<string, unknown>)[n]))) context.addIssue({ code: 'custom', path: [name], message });
});
export type Settings = z.infer<typeof Settings>;

export type SettingsOutcome = { ok: true; settings: Settings } | { ok: false; errors: string[] };

/** Every error at once, each with the variable's name. Unknown `WEGWEISER_` names are errors: a typing slip must not pass. */
export function readSettings(environment: Record<string, string | undefined>): SettingsOutcome {
  const own = Object.fromEntries(Object.entries(environment).filter(([k, v]) => k.startsWith('WEGWEISER_') && v !== ''));
  const known = Fields.shape as Record<string, unknown>;
  const errors = Object.keys(own).filter((k) => !(k in known) && !k.startsWith('WEGWEISER_TEST_')).map((k) => `${k}: unknown setting`);
  const parsed = Fields.safeParse(own);
  if (!parsed.success) errors.push(...parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`));
  // Asked of what was given, so that a slip in one variable does not hide that another is missing.
  const given = roles.safeParse(own['WEGWEISER_ROLES']);
  if (given.success) errors.push(...missing(given.data, (name) => own[name] !== undefined).map(([name, why]) => `${name}: ${why}`));
  return parsed.success && errors.length === 0 ? { ok: true, settings: parsed.data } : { ok: false, errors };
}

export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');
