import type { Express } from 'express';
import { KeyAnswer, KeyList, KeyRequest, KeyRotation, NewKeyAnswer, SessionList } from '@wegweiser/contracts/access';
import type { Harness } from './server.js';
import { NOW_MS } from './states.js';

const DAY_MS = 86_400_000;
const key = (id: string, kind: KeyAnswer['kind'], name: string, more: Partial<KeyAnswer> = {}): KeyAnswer =>
  ({ id, kind, name, objects: [], areas: [], createdAtMs: NOW_MS - 40 * DAY_MS, createdBy: 'Ada Admin', expiresAtMs: null, revokedAtMs: null, ...more });
const SECRET = `wgw_NeuNeuNeu123_${'s'.repeat(43)}`;

/** Keys and sessions as the service answers them, and what was asked of it. */
export function keyRoutes(app: Express, harness: Harness): void {
  const keys = [
    key('Qx3vK9mPz2Lw', 'sign', 'Tafel Münchener Straße', { objects: ['signs/pls-muenchener-strasse'] }),
    key('B7nR4tYu8Ihs', 'partner', 'Navigationsdienst Nordbayern', { objects: ['facilities', 'links'], expiresAtMs: NOW_MS + 200 * DAY_MS }),
    key('Zp0oL2kJ5hGf', 'machine', 'Veranstaltungsplaner', { areas: '*' }),
    key('Aa1Bb2Cc3Dd4', 'sign', 'Tafel Westring, alt', { objects: ['signs/fta-westring'], revokedAtMs: NOW_MS - 3 * DAY_MS }),
  ];
  const sessions = ['Ada Admin', 'M. Huber'].map((name, n) => ({ subject: `idp.example.org:${n}`, name, role: n === 0 ? 'administrator' : 'operator', areas: '*', via: 'oidc', beganAtMs: NOW_MS - (n + 1) * 3_600_000, seenAtMs: n === 0 ? NOW_MS - 5000 : null, endsAtMs: NOW_MS + 1_800_000, own: n === 0 }));
  app.get('/api/v1/keys', (_, r) => void r.json(KeyList.parse({ keys })));
  app.get('/api/v1/sessions', (_, r) => void r.json(SessionList.parse({ sessions })));
  app.post('/api/v1/keys', (q, r) => harness.act(q as never, r, KeyRequest, () => {
    const { kind, name, expiresAtMs, ...rest } = KeyRequest.parse(q.body);
    keys.push(key('NeuNeuNeu123', kind, name, { expiresAtMs, createdAtMs: NOW_MS, ...('signId' in rest ? { objects: [`signs/${rest.signId}`] } : 'objects' in rest ? { objects: rest.objects } : { areas: rest.areas }) }));
    return NewKeyAnswer.parse({ key: keys.at(-1), secret: SECRET });
  }));
  app.post('/api/v1/keys/:id/rotation', (q, r) => harness.act(q, r, KeyRotation, () => NewKeyAnswer.parse({ key: keys.find((k) => k.id === q.params.id), secret: SECRET })));
  app.delete('/api/v1/keys/:id', (q, r) => harness.act(q, r, null, () => void Object.assign(keys.find((k) => k.id === q.params.id)!, { revokedAtMs: NOW_MS })));
  app.delete('/api/v1/sessions/:id', (q, r) => harness.act(q, r, null, () => void sessions.splice(0, sessions.length, ...sessions.filter((s) => s.subject !== q.params.id))));
}
