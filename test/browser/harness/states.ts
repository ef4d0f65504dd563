import type { City, FacilityState, LadderLevel, SignOrderMessage, SignState } from '@wegweiser/contracts';

/** Sunday 22 November 2026, 14:30 in Ingolstadt. */
export const NOW_MS = Date.UTC(2026, 10, 22, 13, 30);

export type Edit = Partial<Omit<FacilityState, 'id' | 'audiences'>> & { ageMs?: number; audiences?: FacilityState['audiences'] };

/** A forecast that goes on as the trend says, with doubt that grows. */
const aForecast = (vacant: number, capacity: number, trend: FacilityState['trend'], issuedAtMs: number): NonNullable<FacilityState['forecast']> => {
  const change = trend === 'increasing' ? -0.05 : trend === 'decreasing' ? 0.04 : 0;
  const spaces = (value: number): number => Math.min(capacity, Math.max(0, value));
  const horizons = [15, 30, 60, 120].map((minutes) => {
    const expected = spaces(vacant + (change * capacity * minutes) / 60);
    const doubt = capacity * 0.002 * minutes ** 0.8;
    return { minutes, vacant: expected, p10: spaces(expected - doubt), p50: expected, p90: spaces(expected + doubt), pFree: Math.min(0.995, expected / (expected + doubt / 2 + 0.01)) };
  });
  return { issuedAtMs, basis: 'year', horizons, skill: { outcomes: 2412, maePct: 3.1, promisedButFullPct: 0.2 } };
};

/** One facility's public state; what is not said is plausible. */
export const aState = (id: string, capacity: number, edit: Edit = {}, nowMs = NOW_MS): FacilityState => {
  const { ageMs = 40_000, audiences, ...rest } = edit;
  const vacant = rest.vacant === undefined ? Math.round(capacity * 0.4) : rest.vacant;
  const base: FacilityState = {
    id,
    status: 'spacesAvailable',
    capacity,
    vacant,
    quality: 'measured',
    measuredAtMs: nowMs - ageMs,
    trend: 'steady',
    audiences: [],
    nextOpeningChange: null,
    rezeroProposal: null,
    notes: [],
    ...rest,
    ...(vacant === null || rest.status === 'closed' ? {} : { forecast: aForecast(vacant, capacity, rest.trend ?? 'steady', nowMs - 60_000) }),
  };
  const { status, quality, measuredAtMs, trend } = base;
  const shortStay: FacilityState['audiences'][number] = {
    id: 'shortStay',
    capacity,
    vacant: base.vacant,
    occupied: base.vacant === null ? null : capacity - base.vacant,
    status,
    raw: base.vacant,
    reasons: [],
    quality,
    measuredAtMs,
    trend,
  };
  return { ...base, audiences: audiences ?? [shortStay] };
};

const EDITS: Readonly<Record<string, Edit>> = {
  arena: { vacant: 412, trend: 'decreasing', ageMs: 22_000 },
  congressgarage: { vacant: 318, trend: 'increasing', ageMs: 12_000 },
  festplatz: { vacant: 1104, ageMs: 55_000, quality: 'derived' },
  hallenbad: { status: 'closed', vacant: null, ageMs: 95_000 },
  'hauptbahnhof-ost': { status: 'unavailable', vacant: null, quality: 'unknown', ageMs: 4_000_000, trend: 'unknown' },
  'hauptbahnhof-west': { vacant: 96, quality: 'estimated', ageMs: 120_000, trend: 'unknown' },
  muenster: { status: 'full', vacant: 0, ageMs: 15_000, trend: 'increasing' },
  nordbahnhof: { status: 'unknown', vacant: null, quality: 'unknown', ageMs: 60_000, trend: 'unknown' },
  'reduit-tilly': { vacant: 143, ageMs: 480_000 },
  schloss: { status: 'almostFull', vacant: 9, ageMs: 31_000, trend: 'increasing' },
  'theater-ost': { vacant: 186, ageMs: 18_000, trend: 'increasing' },
  'theater-west': { vacant: 57, ageMs: 26_000, nextOpeningChange: { atMs: NOW_MS + 25 * 60_000, to: 'closed' } },
};

/** An afternoon on which everything that can happen has happened somewhere. */
export const facilityStates = (city: City): FacilityState[] =>
  city.facilities.map((facility) => {
    const state = aState(facility.id, facility.capacity, EDITS[facility.id]);
    const more = facility.audiences.filter((audience) => audience.id !== 'shortStay').map((audience) => ({ ...aState(facility.id, audience.capacity, EDITS[facility.id]).audiences[0]!, id: audience.id, capacity: audience.capacity, vacant: state.vacant === null ? null : Math.min(audience.capacity, 2), status: state.status, occupied: null, raw: null }));
    return { ...state, audiences: [...state.audiences, ...more] };
  });

export const aCounterOrder = (signId: string, rows: readonly { rowId: string; text: string; level?: LadderLevel; fallbackText?: string }[], edit: Partial<SignOrderMessage> = {}, nowMs = NOW_MS): SignOrderMessage => ({
  orderId: `${signId}.7`,
  signId,
  issuedAtMs: nowMs - 30_000,
  validUntilMs: nowMs + 3_600_000,
  content: {
    type: 'counter',
    rows: rows.map(({ rowId, text, level = 'live', fallbackText = '←' }) => ({ rowId, text, level, showUntilMs: nowMs + 300_000, fallbackText })),
  },
  why: { ruleId: 'normal', inputs: [], lock: null, trigger: null, text: { de: 'Regel „normal“: aktuelle Zählwerte aller Ziele.', en: 'Rule “normal”: current counts of all targets.' } },
  ...edit,
});

export const aTextOrder = (signId: string, multi: string, edit: Partial<SignOrderMessage> = {}, nowMs = NOW_MS): SignOrderMessage => ({
  ...aCounterOrder(signId, [], {}, nowMs),
  content: { type: 'freeText', multi, level: 'live', showUntilMs: nowMs + 300_000, fallbackMulti: '' },
  ...edit,
});

const counterText = (state: FacilityState | undefined): { text: string; level: 'live' | 'estimate' | 'direction' } => {
  if (state === undefined || state.status === 'unknown' || state.status === 'unavailable') return { text: '←', level: 'direction' };
  if (state.status === 'full') return { text: 'VOLL', level: 'live' };
  if (state.status === 'closed') return { text: 'ZU', level: 'live' };
  return state.quality === 'estimated' ? { text: `~${state.vacant}`, level: 'estimate' } : { text: String(state.vacant), level: 'live' };
};

const readback = (order: SignOrderMessage): SignState['readback'] => ({ orderId: order.orderId, shows: [], lamp: 'ok', link: 'ok', atMs: NOW_MS - 20_000 });

/** Signs that show the afternoon of `facilityStates`, some of them in trouble. */
export const signStates = (city: City): SignState[] => {
  const facilities = new Map(facilityStates(city).map((state) => [state.id, state]));
  for (const zone of city.zones) {
    const members = zone.facilities.map((id) => facilities.get(id)!).filter(({ status }) => status === 'spacesAvailable' || status === 'almostFull');
    facilities.set(zone.id, { ...facilities.get(zone.facilities[0]!)!, status: members.length === 0 ? 'full' : 'spacesAvailable', quality: 'measured', vacant: members.reduce((sum, { vacant }) => sum + (vacant ?? 0), 0) });
  }
  return city.signs.map((sign, index): SignState => {
    const order =
      sign.type === 'counter'
        ? aCounterOrder(sign.id, sign.rows.map((row) => ({ rowId: row.id, ...counterText(facilities.get(row.target)) })))
        : aTextOrder(sign.id, sign.matrix !== undefined && 'widthPx' in sign.matrix ? '[cf255,160,0]Stau Schillerbrücke[nl][cf255,255,255]Arena 412[nl]Reduit Tilly 143' : 'Hallenbad ZU[nl]Münster VOLL[nl]Theater W 57');
    const base: SignState = { id: sign.id, online: true, level: 'live', order, readback: readback(order), mismatch: null, lock: null };
    if (index === 1) return { ...base, mismatch: 'oldOrderShown', readback: { ...readback(order)!, shows: ['24', '1120', '←', '24', 'ZU'] } };
    if (index === 2) return { ...base, online: false, mismatch: 'linkSilent', readback: null };
    if (index === 3) return { ...base, lock: { by: 'leitstelle-2', reason: 'Umleitung wegen Stadtfest', expiresAtMs: NOW_MS + 7_200_000 } };
    if (index === 4) return { ...base, order: null, readback: null, online: false };
    return base;
  });
};
