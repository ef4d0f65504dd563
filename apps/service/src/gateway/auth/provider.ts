import * as oidc from 'openid-client';
import { USER_ROLES, type UserRole } from '@wegweiser/contracts/access';
import { isLoopback } from '@wegweiser/platform';
import { z } from 'zod';
import type { AccessSettings } from './access-settings.js';
import { plainName } from './identity.js';
import type { Sealer } from './sealed.js';
import type { NewSession } from './sessions.js';

const USE = 'signIn';
/** For so long somebody may take at the provider. */
export const SIGN_IN_MS = 10 * 60_000;
const RETRY_MS = 5000;
const TIMEOUT_S = 10;

export interface ProviderOptions {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  /** Where the provider sends people back to. */
  redirectUri: string;
  access: AccessSettings;
  sealer: Sealer;
  now: () => number;
}
const Pending = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), back: z.string() });

export type ProviderOutcome = { ok: true; who: NewSession; back: string } | { ok: false; why: 'expired' | 'refused' | 'noRole' | 'unavailable'; subject: string | null; message: string };

/** Signing in by OpenID Connect: authorization code with PKCE, state and nonce; the provider is discovered when first needed. */
export class Provider {
  private found: Promise<oidc.Configuration> | null = null;
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly o: ProviderOptions) {}

  /** Where to send the browser, and what it is to bring back, sealed in a cookie. `null` while the provider is away. */
  async begin(back: string): Promise<{ url: string; cookie: string } | null> {
    const configuration = await this.configuration().catch(() => null);
    if (configuration === null) return null;
    const pending = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), back };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.o.redirectUri, scope: this.o.access.scopes, state: pending.state, nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier), code_challenge_method: 'S256',
    });
    return { url: url.href, cookie: await this.o.sealer.seal(USE, pending, this.o.now() + SIGN_IN_MS) };
  }

  /** Who came back. `query` is what the provider added to the address. */
  async finish(query: string, cookie: string | null): Promise<ProviderOutcome> {
    const pending = Pending.safeParse(cookie === null ? null : await this.o.sealer.open(USE, cookie));
    if (!pending.success) return { ok: false, why: 'expired', subject: null, message: 'this sign-in was not begun here, or too long ago' };
    const configuration = await this.configuration().catch(() => null);
    if (configuration === null) return { ok: false, why: 'unavailable', subject: null, message: 'the identity provider cannot be reached' };
    const { state, nonce, verifier, back } = pending.data;
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`${this.o.redirectUri}${query}`), { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true });
      return this.admit(tokens.claims() as Record<string, unknown>, back);
    } catch (error) {
      // Its words may hold tokens; the kind of error is all that is told.
      return { ok: false, why: 'refused', subject: null, message: `the identity provider did not let you in (${error instanceof Error ? error.name : 'error'})` };
    }
  }

  private admit(claims: Record<string, unknown>, back: string): ProviderOutcome {
    const { access, issuer } = this.o;
    const subject = `${new URL(issuer).host}:${String(claims['sub'])}`.slice(0, 300);
    const role = roleOf(claims, access);
    if (role === null) return { ok: false, why: 'noRole', subject, message: 'you are known, but have no role here' };
    const names = [claimOf(claims, access.claims.name), claims['preferred_username'], subject].flatMap((n) => (typeof n === 'string' ? (plainName(n) ?? []) : []));
    const name = names[0] ?? 'unnamed';
    return { ok: true, back, who: { subject, name, role, areas: areasOf(claims, access), via: 'oidc' } };
  }

  private configuration(): Promise<oidc.Configuration> {
    if (this.found !== null) return this.found;
    if (this.o.now() - this.failedAt < RETRY_MS) return Promise.reject(new Error('the provider was away a moment ago'));
    const url = new URL(this.o.issuer);
    // Plain HTTP is for a provider on this very machine: tests and trials.
    const execute = url.protocol === 'http:' && isLoopback(url.hostname) ? [oidc.allowInsecureRequests] : [];
    const client = this.o.clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(this.o.clientSecret);
    this.found = oidc.discovery(url, this.o.clientId, this.o.clientSecret, client, { execute, timeout: TIMEOUT_S });
    this.found.catch(() => {
      this.failedAt = this.o.now();
      this.found = null;
    });
    return this.found;
  }
}

function claimOf(claims: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const step of path.split('.')) value = typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
  return value;
}
const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : []);

/** The highest of the roles that the claim's values stand for. */
export function roleOf(claims: Record<string, unknown>, { roles, claims: names }: AccessSettings): UserRole | null {
  const ranks = listOf(claimOf(claims, names.role)).flatMap((value) => (Object.hasOwn(roles, value) ? [USER_ROLES.indexOf(roles[value]!)] : []));
  return ranks.length === 0 ? null : USER_ROLES[Math.max(...ranks)]!;
}

export function areasOf(claims: Record<string, unknown>, { withoutAreas, claims: names }: AccessSettings): '*' | string[] {
  const value = claimOf(claims, names.areas);
  const areas = listOf(value);
  if (areas.includes('*') || (value === undefined && withoutAreas === 'all')) return '*';
  return areas.slice(0, 200);
}
