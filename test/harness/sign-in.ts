import type { UserRole } from '@wegweiser/contracts/access';
import { AccessSettings } from '../../apps/service/src/gateway/auth/access-settings.js';
import { AccessStore } from '../../apps/service/src/gateway/auth/access-store.js';
import { Sealer } from '../../apps/service/src/gateway/auth/sealed.js';
import { Sessions } from '../../apps/service/src/gateway/auth/sessions.js';

/** Services of the tests share it, so that a test can sign anybody in without a provider. */
export const SESSION_KEY = Buffer.alloc(32, 'sessions of the tests').toString('base64url');

/** What a signed-in person's browser sends along. */
export type Signed = Record<'cookie' | 'x-wegweiser-csrf', string>;

/** A session as the service itself would have begun it. */
export async function signedIn(name: string, role: UserRole): Promise<Signed> {
  const fail = (error: unknown) => {
    throw error;
  };
  const sessions = new Sessions(new Sealer(Buffer.from(SESSION_KEY, 'base64url'), Date.now), new AccessStore('.', Date.now, fail), AccessSettings.parse({}).session, Date.now);
  const { cookie, person } = await sessions.begin({ subject: `test:${name}`, name, role, areas: '*', via: 'local' });
  return { cookie: `wegweiser=${cookie}`, 'x-wegweiser-csrf': person.csrf };
}
