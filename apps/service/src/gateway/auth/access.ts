import { isLoopback, type Logger, type Settings } from '@wegweiser/platform';
import { join } from 'node:path';
import type { City } from '@wegweiser/contracts';
import type { CommandPort } from '../../engine/engine.service.js';
import type { LiveStore } from '../../live/live-store.js';
import { AccessLog } from './access-log.js';
import type { AccessSettings } from './access-settings.js';
import { AccessStore } from './access-store.js';
import { Authenticator } from './authenticator.js';
import { Cookies } from './cookies.js';
import { Keys } from './keys.js';
import { Limits } from './limits.js';
import { limitsHere, limitsInValkey, type LimitStore } from './limit-store.js';
import { demoPassword, LocalAccount } from './local-account.js';
import { ObjectAreas } from './object-areas.js';
import { Provider } from './provider.js';
import { Sealer } from './sealed.js';
import { sessionKey } from './session-key.js';
import { Sessions } from './sessions.js';

export interface AccessParts {
  settings: Settings;
  access: AccessSettings;
  city: City;
  store: LiveStore;
  commands: CommandPort;
  log: Logger;
  now?: () => number;
}

/** Everything that decides who is let in. Nothing is read or written before `open`. */
export class Access {
  readonly store: AccessStore;
  readonly keys: Keys;
  readonly areas: ObjectAreas;
  readonly auditLog: AccessLog;
  readonly cookies: Cookies;
  readonly now: () => number;
  limits!: Limits;
  sealer!: Sealer;
  sessions!: Sessions;
  authenticator!: Authenticator;
  /** `null` when a provider is configured, or when it would be open to others under a password that nobody chose. */
  local: LocalAccount | null = null;
  provider: Provider | null = null;
  private limitStore: LimitStore | null = null;

  constructor(private readonly parts: AccessParts) {
    const { city, store, commands, log } = parts;
    this.now = parts.now ?? Date.now;
    this.store = new AccessStore(this.dir, this.now, (error) => log.error({ err: error }, 'keys and revoked sessions cannot be read; those known stay in force'));
    this.keys = new Keys(this.store, this.now);
    this.areas = new ObjectAreas(city, store);
    this.auditLog = new AccessLog(commands, this.now, log);
    this.cookies = new Cookies(this.isSecure);
  }

  get settings(): AccessSettings {
    return this.parts.access;
  }
  get hasProvider(): boolean {
    return this.parts.settings.WEGWEISER_OIDC_ISSUER !== undefined;
  }
  /** Origin that browsers know this service by, when it was told. */
  get publicOrigin(): string | null {
    const url = this.parts.settings.WEGWEISER_PUBLIC_URL;
    return url === undefined ? null : new URL(url).origin;
  }

  private get dir(): string {
    const { WEGWEISER_ACCESS_DIR, WEGWEISER_DATA_DIR } = this.parts.settings;
    return WEGWEISER_ACCESS_DIR ?? join(WEGWEISER_DATA_DIR, 'access');
  }
  private get isSecure(): boolean {
    const { WEGWEISER_PUBLIC_URL, WEGWEISER_HTTP_HOST } = this.parts.settings;
    return WEGWEISER_PUBLIC_URL === undefined ? !isLoopback(WEGWEISER_HTTP_HOST) : WEGWEISER_PUBLIC_URL.startsWith('https:');
  }
  /** Nobody said how people sign in, and nobody else can come: the demo. */
  get isDemo(): boolean {
    const s = this.parts.settings;
    return isLoopback(s.WEGWEISER_HTTP_HOST) && s.WEGWEISER_OIDC_ISSUER === undefined && s.WEGWEISER_LOCAL_PASSWORD === undefined && s.WEGWEISER_PUBLIC_URL === undefined;
  }

  async open(): Promise<void> {
    const { settings, access, log } = this.parts;
    await this.store.open();
    const key = await sessionKey(settings.WEGWEISER_SESSION_KEY, this.dir);
    this.limitStore = settings.WEGWEISER_VALKEY_URL === undefined ? limitsHere() : limitsInValkey(settings.WEGWEISER_VALKEY_URL, key, log);
    this.limits = new Limits(access, this.limitStore);
    this.sealer = new Sealer(key, this.now);
    this.sessions = new Sessions(this.sealer, this.store, access.session, this.now);
    this.authenticator = new Authenticator({ cookies: this.cookies, sessions: this.sessions, keys: this.keys, internalToken: settings.WEGWEISER_INTERNAL_TOKEN, guests: this.isDemo });
    this.provider = this.oidcProvider();
    this.local = await this.localAccount();
    if (settings.WEGWEISER_OIDC_ISSUER === undefined && this.local === null) log.warn('nobody can sign in: set WEGWEISER_OIDC_ISSUER, or WEGWEISER_LOCAL_PASSWORD');
  }

  private oidcProvider(): Provider | null {
    const { settings: s, access } = this.parts;
    if (s.WEGWEISER_OIDC_ISSUER === undefined || s.WEGWEISER_OIDC_CLIENT_ID === undefined || this.publicOrigin === null) return null;
    return new Provider({ issuer: s.WEGWEISER_OIDC_ISSUER, clientId: s.WEGWEISER_OIDC_CLIENT_ID, clientSecret: s.WEGWEISER_OIDC_CLIENT_SECRET, redirectUri: `${this.publicOrigin}/sign-in/callback`, access, sealer: this.sealer, now: this.now });
  }

  private async localAccount(): Promise<LocalAccount | null> {
    const { settings, access } = this.parts;
    if (settings.WEGWEISER_OIDC_ISSUER !== undefined) return null;
    if (settings.WEGWEISER_LOCAL_PASSWORD !== undefined) return new LocalAccount(access.local.name, settings.WEGWEISER_LOCAL_PASSWORD, false);
    return this.isDemo ? new LocalAccount(access.local.name, await demoPassword(this.dir), true) : null;
  }

  stop(): void {
    this.limitStore?.stop();
    this.store.stop();
  }
}
