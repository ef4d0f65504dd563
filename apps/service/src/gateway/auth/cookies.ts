import type { IncomingHttpHeaders } from 'node:http';
import type { Response } from 'express';

export type CookieName = 'session' | 'key' | 'signIn';
const NAMES: Record<CookieName, string> = { session: 'wegweiser', key: 'wegweiser-key', signIn: 'wegweiser-sign-in' };

/**
 * Cookies of the service: never readable for scripts, never sent by foreign pages. `__Host-` binds them to this very host;
 * on plain loopback a browser would not take that.
 */
export class Cookies {
  constructor(readonly secure: boolean) {}

  read(headers: IncomingHttpHeaders, which: CookieName): string | null {
    const name = this.nameOf(which);
    for (const part of (headers.cookie ?? '').split(';')) {
      const at = part.indexOf('=');
      if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
    }
    return null;
  }

  /** `Lax` lets a link from a mail open the console signed in; what changes something asks for more than a cookie. */
  set(response: Response, which: CookieName, value: string, maxAgeS: number): void {
    response.append('set-cookie', `${this.nameOf(which)}=${value}; Path=/; HttpOnly; SameSite=${which === 'key' ? 'Strict' : 'Lax'}; Max-Age=${maxAgeS}${this.secure ? '; Secure' : ''}`);
  }
  clear(response: Response, which: CookieName): void {
    this.set(response, which, '', 0);
  }

  private nameOf(which: CookieName): string {
    return `${this.secure ? '__Host-' : ''}${NAMES[which]}`;
  }
}
