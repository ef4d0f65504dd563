import type { Express } from 'express';
import { DriftAnswer, HealthAnswer, ReplayComparison, ReplayFrames, ReplayRequest, ReplayStatus, WhatIfAnswer, WhatIfRequest } from '@wegweiser/contracts';
import { DEFAULT_LIMITS } from '../../../apps/service/src/city/limits.js';
import { WhatIfDesk } from '../../../apps/service/src/look-back/what-if-desk.js';
import { whatIf } from '../../../apps/service/src/look-back/what-if.js';
import type { Harness } from './server.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A garage on a day: fills in the morning, is full at noon, empties. */
const dayCurve = (capacity: number, quarter: number): number => Math.round(capacity * (0.12 + 0.8 * Math.exp(-(((quarter - 50) / 17) ** 2))));

/** What the service answers about whole days; the what-if is the service's own, with made-up typical days and few signs. */
export function lookBackRoutes(app: Express, harness: Harness): void {
  const { city } = harness;
  const asked: { request: ReplayRequest | null } = { request: null };
  const fromMs = Math.floor(harness.nowMs() / HOUR) * HOUR - 24 * HOUR;
  const toMs = fromMs + 2 * HOUR;
  const status = (): ReplayStatus => ({ id: 'r1', state: 'done', day: asked.request?.day ?? '2026-11-21', fromMs, toMs, readyToMs: toMs - MINUTE, changed: asked.request?.changes.acts === false, readings: 48_210, acts: 2, actsLeftOut: 0, failures: 0, error: null });
  app.get('/api/v1/detector-health', (_, r) => void r.json(HealthAnswer.parse({ fromMs, toMs, devices: harness.list('devices').filter((d) => /^in-(lp|pz)/.test(d.id)).map((d, n) => ({
    id: d.id, kind: d.id.startsWith('in-lp') ? 'loop' : 'parking', samples: 10_000, okShare: n % 23 === 3 ? 0.71 : 0.997, availability: n % 31 === 5 ? 0.42 : 0.994, lastSeenMs: harness.nowMs() - HOUR, volume: 52_000, days: Array.from({ length: 7 }, (_day, i) => (n % 31 === 5 && i > 3 ? 0.1 : 1)), alarms: n % 31 === 5 ? { 'lane-silent': 1 } : {},
  })) })));
  app.get('/api/v1/counter-drift', (_, r) => void r.json(DriftAnswer.parse({ fromMs, toMs, facilities: city.facilities.map((f, n) => ({
    id: f.id, capacity: f.capacity, nights: Array.from({ length: 14 }, (_night, i) => ({ day: `2026-11-${String(i + 1).padStart(2, '0')}`, occupied: n === 3 ? 8 + i * 2 : 20 + ((i * 7) % 5) })), perNight: n === 3 ? 2 : 0.1, sure: n === 3, corrections: n === 5 ? [{ atMs: fromMs, by: 'A. Weber', action: 'facility' }] : [],
  })) })));
  app.post('/api/v1/replays', (q, r) => {
    asked.request = ReplayRequest.parse(q.body);
    r.json(ReplayStatus.parse(status()));
  });
  app.get('/api/v1/replays/:id', (_, r) => void r.json(status()));
  app.delete('/api/v1/replays/:id', (_, r) => void r.json({ ok: true }));
  app.get('/api/v1/replays/:id/frames', ({ query }, r) => {
    const first = Math.floor((Number(query['from']) - fromMs) / MINUTE);
    const arena = harness.find('facilities', 'arena');
    const at = (n: number) => ({ ...arena, vacant: 500 - n, measuredAtMs: fromMs + n * MINUTE });
    const whole = { facilities: [...harness.list('facilities').filter((f) => f.id !== 'arena'), at(first)], links: harness.list('links'), signs: harness.list('signs'), junctions: harness.list('junctions'), alarms: [], devices: [] };
    const frames = Array.from({ length: Math.max(1, Math.min(30, 120 - first)) }, (_f, n) => ({ atMs: fromMs + (first + n) * MINUTE, whole: n === 0, changed: n === 0 ? whole : { facilities: [at(first + n)] }, removed: {} }));
    r.json(ReplayFrames.parse({ frames, readyToMs: toMs - MINUTE, state: 'done' }));
  });
  app.get('/api/v1/replays/:id/comparison', (_, r) => void r.json(ReplayComparison.parse({
    state: 'done', readyToMs: toMs - MINUTE, leftOut: 0,
    things: [...city.signs.map((s, n) => ({ kind: 'sign', id: s.id, comparedS: 7200, differsS: n === 2 ? 540 : 0 })), ...city.facilities.map((f) => ({ kind: 'facility', id: f.id, comparedS: 7200, differsS: f.id === 'arena' ? 300 : 0 }))],
    differences: [{ kind: 'facility', id: 'arena', fromMs: fromMs + 30 * MINUTE, toMs: fromMs + 35 * MINUTE, done: 'spacesAvailable', replayed: 'almostFull' }, { kind: 'sign', id: city.signs[2]!.id, fromMs: fromMs + 40 * MINUTE, toMs: fromMs + 49 * MINUTE, done: '212 | 34', replayed: '212 | VOLL' }],
  })));
  const desk = new WhatIfDesk(city, DEFAULT_LIMITS, () => harness.nowMs(), (task) => Promise.resolve(whatIf({ ...task, city: { ...task.city, signs: task.city.signs.filter((s) => s.id.startsWith('pls-m')) } })));
  const quarters = Array.from({ length: 96 }, (_, quarter) => quarter);
  const reader = {
    typicalFacilities: () => Promise.resolve(city.facilities.flatMap((f) => quarters.map((quarter) => ({ id: f.id, quarter, days: 5, occupied: dayCurve(f.capacity, quarter) })))),
    typicalLinks: () => Promise.resolve(city.links.flatMap((l) => quarters.map((quarter) => ({ id: l.id, quarter, days: 5, flowVehPerH: 300 * l.laneCount, meanSpeedKmh: l.freeSpeedKmh * 0.8 })))),
  };
  app.post('/api/v1/what-if', (q, r) => void desk.answer(WhatIfRequest.parse(q.body), reader).then((o) => (o.ok ? r.json(WhatIfAnswer.parse(o.answer)) : r.status(400).json({ title: 'Bad request', status: 400, detail: o.message }))));
}
