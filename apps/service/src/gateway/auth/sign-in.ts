import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ACCESS } from '../../platform/tokens.js';
import type { Access } from './access.js';
import type { Person } from './identity.js';
import type { NewSession } from './sessions.js';

export type SignInOutcome = { ok: true; person: Person } | { ok: false; status: 401 | 404 | 429; message: string; retryS?: number };

/** Beginning and ending of sessions, however people showed who they are. */
@Injectable()
export class SignIn {
  constructor(@Inject(ACCESS) private readonly access: Access) {}

  get way(): 'provider' | 'local' | 'none' {
    return this.access.hasProvider ? 'provider' : this.access.local === null ? 'none' : 'local';
  }

  async local(name: string, password: string, request: Request, response: Response): Promise<SignInOutcome> {
    const { local, limits, settings } = this.access;
    if (local === null) return { ok: false, status: 404, message: 'there is no local account here' };
    const limited = await limits.attempt(name, request);
    if (!limited.ok) {
      this.refused(this.subjectOf(name), 'locked', 'local');
      return { ok: false, status: 429, message: `too many failed tries; locked for ${Math.ceil(limited.retryS / 60)} min`, retryS: limited.retryS };
    }
    if (!(await local.admits(name, password))) {
      this.refused(this.subjectOf(name), 'wrongPassword', 'local');
      return { ok: false, status: 401, message: 'name or password is wrong' };
    }
    await limits.succeeded(name, request);
    return { ok: true, person: await this.begin({ subject: `local:${local.name}`, name: local.name, role: settings.local.role, areas: '*', via: 'local' }, response) };
  }

  async begin(who: NewSession, response: Response): Promise<Person> {
    const { cookie, person, maxAgeS } = await this.access.sessions.begin(who);
    this.access.cookies.set(response, 'session', cookie, maxAgeS);
    this.access.auditLog.note(person.name, { action: 'signIn', about: { kind: 'person', id: person.subject }, outcome: 'ok', detail: { role: person.role, areas: person.areas, via: person.via } });
    return person;
  }

  async end(person: Person, response: Response): Promise<void> {
    await this.access.sessions.end(person);
    this.access.cookies.clear(response, 'session');
    this.access.auditLog.note(person.name, { action: 'signOut', about: { kind: 'person', id: person.subject }, outcome: 'ok', detail: {} });
  }

  /** `subject` only when the provider vouched for it. A name that was merely tried is not written down: people type passwords into the wrong field. */
  refused(subject: string | null, why: string, via: 'local' | 'oidc'): void {
    this.access.auditLog.note('nobody', { action: 'signIn', about: { kind: 'person', id: subject ?? 'unknown' }, outcome: 'refused', detail: { why, via } });
  }

  private subjectOf(name: string): string | null {
    const { local } = this.access;
    return local !== null && name.trim().toLowerCase() === local.name.toLowerCase() ? `local:${local.name}` : null;
  }
}
