import { randomBytes } from 'node:crypto';
import { USER_ROLES } from '@wegweiser/contracts/access';
import { z } from 'zod';
import type { AccessSettings } from './access-settings.js';
import type { AccessStore } from './access-store.js';
import type { Person } from './identity.js';
import type { Sealer } from './sealed.js';

const USE = 'session';
/** A session that is in use is written anew this often: between two of them idle time is not known better. */
const RENEW_AFTER_MS = 60_000;

const Claims = z.object({
  id: z.string(), subject: z.string(), name: z.string(), role: z.enum(USER_ROLES), areas: z.union([z.literal('*'), z.array(z.string())]),
  via: z.enum(['oidc', 'local']), csrf: z.string(), beganAtMs: z.number(), seenAtMs: z.number(),
});
export type SessionClaims = z.infer<typeof Claims>;
export type NewSession = Pick<SessionClaims, 'subject' | 'name' | 'role' | 'areas' | 'via'>;

/** A session in force. `renewed` is a newer cookie for it, when it is time for one. */
export interface Opened {
  person: Person;
  claims: SessionClaims;
}

/** What is told of a session that is in force. */
export interface SessionView extends Pick<SessionClaims, 'subject' | 'name' | 'role' | 'areas' | 'via' | 'beganAtMs'> {
  /** When something was last done with it here; `null` when a page of it is open and nothing was done. */
  seenAtMs: number | null;
  endsAtMs: number;
}
const MOST_MET = 10_000;

/**
 * Sessions live in the browser, sealed: a restart of the service ends none, and any gateway with the same key knows them.
 * What is kept is only which of them were ended before their time; who showed one here is remembered in memory alone.
 */
export class Sessions {
  /** Newest sign of life by session, so that open sockets outlast their cookie while something is done. */
  private readonly seen = new Map<string, number>();
  private readonly met = new Map<string, Person>();

  constructor(private readonly sealer: Sealer, private readonly store: AccessStore, private readonly settings: AccessSettings['session'], private readonly now: () => number) {}

  async begin(who: NewSession): Promise<{ cookie: string; person: Person; maxAgeS: number }> {
    const atMs = this.now();
    const claims: SessionClaims = { ...who, id: randomBytes(16).toString('base64url'), csrf: randomBytes(24).toString('base64url'), beganAtMs: atMs, seenAtMs: atMs };
    return { ...(await this.write(claims)), person: this.personOf(claims) };
  }

  /** Who a cookie is of; `null` when it is none, expired or revoked. */
  async open(cookie: string): Promise<Opened | null> {
    const parsed = Claims.safeParse(await this.sealer.open(USE, cookie));
    if (!parsed.success) return null;
    const claims = parsed.data;
    const person = this.personOf(claims);
    if (!this.isInForce(person)) return null;
    this.meet(person);
    return { person, claims };
  }

  /** A newer cookie, when the session is in use and its newest one is old enough. */
  async renew(claims: SessionClaims): Promise<{ cookie: string; maxAgeS: number } | null> {
    const atMs = this.now();
    this.seen.set(claims.id, atMs);
    if (atMs - claims.seenAtMs < Math.min(RENEW_AFTER_MS, this.idleMs(claims.role) / 4)) return null;
    return this.write({ ...claims, seenAtMs: atMs });
  }

  /** Not expired, not idle too long, not revoked. */
  isInForce(person: Person): boolean {
    const seenAtMs = this.seen.get(person.sessionId);
    const endsAtMs = seenAtMs === undefined ? person.endsAtMs : Math.max(person.endsAtMs, this.endOf(person.role, person.beganAtMs, seenAtMs));
    return this.now() < endsAtMs && !this.store.isSessionRevoked(person.sessionId, person.subject, person.beganAtMs);
  }

  /** Sessions in force of which something was heard at this gateway since it started; newest first. An open page is heard every half minute. */
  list(): SessionView[] {
    this.forget();
    return [...this.met.values()].map((p) => this.viewOf(p)).sort((a, b) => b.beganAtMs - a.beganAtMs);
  }

  async end(person: Person): Promise<void> {
    this.seen.delete(person.sessionId);
    this.met.delete(person.sessionId);
    await this.store.revokeSession(person.sessionId, person.beganAtMs + this.settings.hours * 3_600_000);
  }

  /** Ends every session that somebody began until now. */
  async endAllOf(subject: string): Promise<void> {
    await this.store.signOutEverywhere(subject, this.now());
  }

  private meet(person: Person): void {
    if (this.met.size >= MOST_MET && !this.met.has(person.sessionId)) this.forget();
    if (this.met.size < MOST_MET || this.met.has(person.sessionId)) this.met.set(person.sessionId, person);
  }
  private forget(): void {
    for (const [id, person] of this.met) {
      if (this.isInForce(person)) continue;
      this.met.delete(id);
      this.seen.delete(id);
    }
  }
  private viewOf(person: Person): SessionView {
    const { sessionId, subject, name, role, areas, via, beganAtMs, endsAtMs } = person;
    const seenAtMs = this.seen.get(sessionId) ?? null;
    return { subject, name, role, areas: areas === '*' ? '*' : [...areas], via, beganAtMs, seenAtMs, endsAtMs: seenAtMs === null ? endsAtMs : Math.max(endsAtMs, this.endOf(role, beganAtMs, seenAtMs)) };
  }
  private idleMs(role: Person['role']): number {
    return (role === 'viewer' ? this.settings.viewerIdleMinutes : this.settings.idleMinutes) * 60_000;
  }
  private endOf(role: Person['role'], beganAtMs: number, seenAtMs: number): number {
    return Math.min(beganAtMs + this.settings.hours * 3_600_000, seenAtMs + this.idleMs(role));
  }
  private personOf({ id, seenAtMs, ...claims }: SessionClaims): Person {
    return { kind: 'person', sessionId: id, ...claims, endsAtMs: this.endOf(claims.role, claims.beganAtMs, seenAtMs) };
  }
  private async write(claims: SessionClaims): Promise<{ cookie: string; maxAgeS: number }> {
    const endsAtMs = this.endOf(claims.role, claims.beganAtMs, claims.seenAtMs);
    return { cookie: await this.sealer.seal(USE, claims, endsAtMs), maxAgeS: Math.max(1, Math.ceil((endsAtMs - this.now()) / 1000)) };
  }
}
