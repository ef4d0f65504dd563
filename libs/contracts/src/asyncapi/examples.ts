import type { UP_SCHEMAS } from '../field-up.js';
import type { DeviceClass } from '../topics.js';
import type { SignalRecommendationMessage, SignalStageMessage, SignOrderMessage } from '../field-down.js';
import type { SimClock } from '../field-up.js';
import type { FacilityState } from '../public-state.js';
import type { z } from 'zod';

type UpExamples = { [C in DeviceClass]: { [M in keyof (typeof UP_SCHEMAS)[C]]: z.input<Extract<(typeof UP_SCHEMAS)[C][M], z.ZodType>> } };

const time = '2026-11-23T07:31:00Z';
const atMs = Date.parse(time);
const birth = { state: 'online', time, bootId: 'b-1871', firmware: '4.2.1' } as const;

/** One example a message that a device sends. */
export const UP_EXAMPLES: UpExamples = {
  loop: {
    interval: { seq: 1871, status: 'ok', start: '2026-11-23T07:30:00Z', end: time, vehicles: 14, heavyVehicles: 1, occupancyPct: 11.5, meanSpeedKmh: 46.2, meanSpeedCarKmh: 46.8, meanSpeedHeavyKmh: 41 },
    passage: { seq: 40_312, status: 'ok', time, occupiedMs: 385, speedKmh: 48.3, lengthM: 4.6 },
    status: birth,
  },
  parking: {
    absolute: { seq: 512, status: 'ok', time, vacant: 137, occupied: 283, capacity: 420 },
    totals: { seq: 512, status: 'ok', time, entries: 18_311, exits: 18_028 },
    space: { seq: 77, status: 'ok', time, occupied: true },
    status: birth,
  },
  garage: { state: { seq: 12, status: 'ok', time, opening: 'open', barrier: 'ok', capacity: 420 }, status: birth },
  signal: {
    state: { seq: 90_211, status: 'ok', time, plan: 'day', cycleS: 80, cycleSecond: 31, groups: { K1: 3, K2: 1, F1: 1 }, mode: 'local', commandId: null, faults: [] },
    status: birth,
  },
  sign: {
    readback: { seq: 233, status: 'ok', time, orderId: 'sign-01:42', shows: ['137', 'VOLL'], lamp: 'ok', link: 'ok', rejected: null },
    status: { state: 'offline' },
  },
  weather: {
    observation: { seq: 144, status: 'ok', time, rainMm: 0.4, temperatureC: 11.2 },
    status: { state: 'online', time },
  },
};

const order: SignOrderMessage = {
  orderId: 'sign-01:42',
  signId: 'sign-01',
  issuedAtMs: atMs,
  validUntilMs: atMs + 900_000,
  content: { type: 'counter', rows: [{ rowId: 'r1', text: '137', level: 'live', showUntilMs: atMs + 240_000, fallbackText: '' }, { rowId: 'r2', text: 'VOLL', level: 'live', showUntilMs: atMs + 240_000, fallbackText: '' }] },
  why: {
    ruleId: 'normal',
    inputs: [{ id: 'theater-west/shortStay', value: 137, status: 'spacesAvailable', measuredAtMs: atMs - 20_000, ageMs: 20_000, quality: 'measured' }],
    lock: null,
    trigger: null,
    text: { de: 'Regel normal: gezählte freie Plätze', en: 'Rule normal: counted vacant spaces' },
  },
};
const recommendation: SignalRecommendationMessage = {
  recommendationId: 'harderstrasse:7',
  junctionId: 'harderstrasse',
  issuedAtMs: atMs,
  expiresAtMs: atMs + 600_000,
  plan: { id: 'rec-7', cycleS: 90, offsetS: 12, stages: [{ stageId: 'main', greenS: 44 }, { stageId: 'side', greenS: 26 }] },
  reason: { de: 'Mittlere Wartezeit sinkt von 41 s auf 29 s', en: 'Mean delay falls from 41 s to 29 s' },
};
const stage: SignalStageMessage = {
  requestId: 'st-kreuz-1793520000000', junctionId: 'kreuz', stageId: 's2', issuedAtMs: 1_793_520_000_000, expiresAtMs: 1_793_520_030_000,
  reason: { de: 'Wechsel zu Phase s2: Halten kostet 96 Fahrzeugsekunden, Wechseln 71.', en: 'Change to stage s2: holding costs 96 vehicle seconds, changing 71.' },
};

export const DOWN_EXAMPLES: { sign: { order: SignOrderMessage }; signal: { recommendation: SignalRecommendationMessage; command: SignalRecommendationMessage; stage: SignalStageMessage } } = { sign: { order }, signal: { recommendation, command: recommendation, stage } };

export const CLOCK_EXAMPLE: SimClock = { timeMs: atMs, rate: 60, runId: 'sim-1' };

const facility: FacilityState = {
  id: 'theater-west', status: 'spacesAvailable', capacity: 420, vacant: 137, quality: 'measured', measuredAtMs: atMs - 20_000, trend: 'decreasing',
  audiences: [{ id: 'shortStay', capacity: 420, vacant: 137, occupied: 283, status: 'spacesAvailable', raw: 137, reasons: [], quality: 'measured', measuredAtMs: atMs - 20_000, trend: 'decreasing' }],
  nextOpeningChange: null, rezeroProposal: null, notes: [],
  forecast: {
    issuedAtMs: atMs - 15_000, basis: 'year', skill: { outcomes: 2590, maePct: 2.9, promisedButFullPct: 0.2 },
    horizons: [{ minutes: 15, vacant: 129.5, p10: 121, p50: 130, p90: 137, pFree: 1 }, { minutes: 60, vacant: 92, p10: 70, p50: 93, p90: 112, pFree: 0.998 }],
  },
};
const delta = { room: 'facilities', epoch: '3f9a01bc', from: 411, version: 412, atMs, changed: [facility], removed: [] };
const trip = { facilityId: 'theater-west', dueMs: atMs + 420_000, sinceMs: atMs };
const guidance = {
  atMs, trip, askAgainSeconds: 30,
  targets: [
    {
      facilityId: 'theater-west', rank: 1, tier: 'good', walkMetres: 310, walkMinutes: 5, vacant: 137, status: 'spacesAvailable', quality: 'measured', measuredAtMs: atMs - 20_000, ageMs: 20_000, closesInMinutes: null,
      costMinutes: 14, freePct: 99, reasons: [{ code: 'walk', textDe: '5 min zu Fuß', textEn: '5 min on foot' }, { code: 'freeAtArrival', textDe: 'bei Ankunft zu 99 % frei', textEn: '99 % likely to be free at arrival' }],
    },
  ],
};
export const LIVE_EXAMPLES = {
  'v1:hello': { epoch: '3f9a01bc', atMs, city: 'Ingolstadt' },
  'v1:pulse': { atMs, archive: 'ok', broker: 'ok' },
  'v1:delta': delta,
  'v1:watch': { rooms: [{ room: 'facilities', epoch: '3f9a01bc', version: 411 }, { room: 'signs/sign-01' }] },
  'v1:watch answer': { ok: true, rooms: [{ type: 'deltas', room: 'facilities', epoch: '3f9a01bc', version: 412, deltas: [delta] }] },
  'v1:unwatch': { rooms: ['signs/sign-01'] },
  'v1:unwatch answer': { ok: true },
  'v1:guide': { place: 'rathausplatz', from: { lat: 48.7534, lon: 11.4314 }, audience: 'shortStay', spread: 7, trip },
  'v1:guide answer': { ok: true, guidance },
  'v1:advice': guidance,
};
