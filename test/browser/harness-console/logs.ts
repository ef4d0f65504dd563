import type { Express, Request, Response } from 'express';
import { NOW_MS } from './states.js';

const shown = (shows: string, level = 'live') => ({ ruleId: 'normal', level, shows });
const entry = (id: number, minutesAgo: number, by: string, action: string, about: { kind: string; id: string }, detail: object, outcome = 'ok') =>
  ({ id, atMs: NOW_MS - minutesAgo * 60_000, by, action, about, outcome, detail, commandId: by.startsWith('rule:') ? `rule:${id}` : `c${id}`, offset: id, ordinal: 0, hash: String(id).repeat(64).slice(0, 64), prevHash: '0'.repeat(64) });
const SIGN = { kind: 'sign', id: 'fta-westring' };
const RECORDS = [
  entry(6, 3, 'rule:normal', 'signNumbers', { kind: 'sign', id: 'pls-jahnstrasse' }, { before: shown('212 | 34'), after: shown('208 | 31'), fromMs: NOW_MS - 3_600_000, changes: [[240, '210 | 33'], [200, '208 | 31']], leftOut: 0 }),
  entry(5, 9, 'rule:normal', 'signChanged', { kind: 'sign', id: 'pls-jahnstrasse' }, { before: shown('3 | 34'), after: shown('VOLL | 34'), reason: 'Hallenbad ist voll.', reasonEn: 'Hallenbad is full.', inputs: [] }),
  entry(4, 12, 'Ada Admin', 'revokeKey', { kind: 'key', id: 'Qx3vK9mPz2Lw' }, { reason: 'Verloren' }),
  entry(3, 15, 'M. Huber', 'lockSign', SIGN, { refusal: 'locked by A. Weber until 16:00' }, 'refused'),
  entry(2, 17, 'M. Huber', 'lockSign', SIGN, { signId: 'fta-westring', lock: { reason: 'Stadtfest, Anweisung der Polizei' } }),
  entry(1, 90, 'A. Weber', 'facility', { kind: 'facility', id: 'schloss' }, { action: { action: 'close', reason: 'Einfahrt blockiert' } }),
];

/** The log of the stand-in: searched as the service searches, one entry a page where that is asked for. */
export function logRoutes(app: Express, mayRead: (request: Request) => boolean): void {
  const read = (path: string, answer: (request: Request, response: Response) => void) =>
    void app.get(path, (request, response) => (mayRead(request) ? answer(request, response) : void response.status(401).json({})));
  read('/api/v1/audit', ({ query }, response) => {
    const text = (name: string) => (typeof query[name] === 'string' ? query[name] : undefined);
    const items = RECORDS.filter((r) => (text('of') === undefined || (text('of') === 'rules') === r.commandId.startsWith('rule:'))
      && (text('by') === undefined || r.by === text('by')) && (text('action') === undefined || r.action === text('action')) && (text('kind') === undefined || (r.about.kind === text('kind') && r.about.id === text('id')))
      && (text('from') === undefined || r.atMs >= Date.parse(text('from')!)) && (text('to') === undefined || r.atMs < Date.parse(text('to')!)) && JSON.stringify(r).toLowerCase().includes((text('q') ?? '').toLowerCase()));
    if (text('format') === 'csv') return void response.type('text/csv').send(['time,by,action', ...items.map((r) => `${r.atMs},${r.by},${r.action}`)].join('\r\n'));
    const from = Number(text('cursor') ?? 0);
    const size = text('of') === undefined ? 4 : 100;
    response.json({ items: items.slice(from, from + size), nextCursor: from + size < items.length ? String(from + size) : null });
  });
  read('/api/v1/audit/verify', (_, response) => void response.json({ ok: true, records: 4711, headHash: 'a1b2'.repeat(16) }));
  read('/api/v1/quarantine', (_, response) => void response.json({ items: [{ id: 1, receivedAtMs: NOW_MS - 240_000, topic: 'wegweiser/v1/nord/parking/in-pz-festplatz/absolute', code: 'schema', reason: 'vacant: expected number, received string', expected: 'number', payloadBytes: 212 }], nextCursor: null }));
}
