import type { IncomingHttpHeaders } from 'node:http';
import { bearerIs, bearerOf, isFromHere } from './from-here.js';
import type { Cookies } from './cookies.js';
import { NOBODY, type Identity } from './identity.js';
import type { Keys } from './keys.js';
import type { SessionClaims, Sessions } from './sessions.js';

export interface Recognised {
  identity: Identity;
  /** Of a session, so that it can be renewed. */
  claims: SessionClaims | null;
  /** Something was shown that is not valid any more, or never was. */
  stale: 'session' | 'key' | null;
  /** Still the same one, still let in: asked again for connections that stay open. */
  isInForce(): boolean;
}

export interface AuthenticatorParts {
  cookies: Cookies;
  sessions: Sessions;
  keys: Keys;
  internalToken: string | undefined;
  /** Whoever sits at this machine may look without signing in: the demo. */
  guests: boolean;
}

/** Who comes with a request or a socket. A key or token in the header counts before a cookie. */
export class Authenticator {
  constructor(private readonly parts: AuthenticatorParts) {}

  async recognise(headers: IncomingHttpHeaders, shown?: unknown): Promise<Recognised> {
    const { internalToken, keys, cookies } = this.parts;
    if (internalToken !== undefined && bearerIs(headers.authorization, internalToken)) return recognised({ kind: 'service' });
    const bearer = typeof shown === 'string' ? shown : bearerOf(headers);
    if (bearer !== null) return this.byKey(bearer, 'header');
    const session = cookies.read(headers, 'session');
    if (session !== null) {
      const opened = await this.parts.sessions.open(session);
      if (opened !== null) return { identity: opened.person, claims: opened.claims, stale: null, isInForce: () => this.parts.sessions.isInForce(opened.person) };
    }
    const key = cookies.read(headers, 'key');
    if (key !== null && keys.holder(key, 'cookie') !== null) return this.byKey(key, 'cookie');
    return { ...this.unknown(headers), stale: session !== null ? 'session' : key !== null ? 'key' : null };
  }

  private byKey(token: string, carriedBy: 'header' | 'cookie'): Recognised {
    const holder = this.parts.keys.holder(token, carriedBy);
    // Who shows a wrong key is nobody, also at the demo's own machine.
    if (holder === null) return { ...recognised(NOBODY), stale: 'key' };
    return { ...recognised(holder), isInForce: () => this.parts.keys.holder(token, carriedBy) !== null };
  }

  private unknown(headers: IncomingHttpHeaders): Recognised {
    return recognised(this.parts.guests && isFromHere(headers) ? { kind: 'guest' } : NOBODY);
  }
}

const recognised = (identity: Identity): Recognised => ({ identity, claims: null, stale: null, isInForce: () => true });
