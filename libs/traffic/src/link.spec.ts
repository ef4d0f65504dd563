import { describe, expect, it } from 'vitest';
import { cityLinkParams, type LinkParams } from './link-params.js';
import { applyLanes, createLinkState, tickLink, type LinkApplied, type LinkState } from './link.js';
import type { LanePublished } from './published.js';
import { aPublished, MINUTE, T0 } from './testing/builders.js';

const PARAMS: LinkParams = { ...cityLinkParams(500, 50, 1), smoothingSeconds: 0, dwellWorseSeconds: 60, dwellBetterSeconds: 120 };
const FREE = { flowVehPerH: 400, meanSpeedKmh: 48, occupancyPct: 6 };
const JAM = { flowVehPerH: 500, meanSpeedKmh: 8, occupancyPct: 60 };
const SLOW = { flowVehPerH: 500, meanSpeedKmh: 22, occupancyPct: 30 };

function step(state: LinkState, minute: number, over: Partial<LanePublished>, params = PARAMS): LinkApplied {
  const nowMs = T0 + minute * MINUTE;
  const result = applyLanes(state, [aPublished({ endMs: nowMs, ...over })], nowMs, params);
  if (result.kind !== 'applied') throw new Error(result.kind);
  return result;
}
const levels = (state: LinkState, from: number, overs: Partial<LanePublished>[], params = PARAMS) =>
  overs.map((over, i) => step(state, from + i, over, params).level);

describe('applyLanes', () => {
  it('says at once what it sees first', () => {
    const result = step(createLinkState(), 0, FREE);
    expect(result).toMatchObject({
      kind: 'applied', level: 'free', levelChanged: true, levelSinceMs: T0, flowVehPerH: 400, meanSpeedKmh: 48, occupancyPct: 6,
      basis: 'measured', quality: 1, measuredAtMs: T0, congested: false, alarm: null,
    });
    expect(result.travelTimeS).toBeCloseTo(37.5, 10);
    expect(result.delayS).toBeCloseTo(1.5, 10);
  });

  it('knows no negative delay', () => {
    expect(step(createLinkState(), 0, { ...FREE, meanSpeedKmh: 60 }).delayS).toBe(0);
  });

  it('shows a worse level after its dwell, a better one after a longer one', () => {
    const state = createLinkState();
    expect(levels(state, 0, [FREE, JAM, JAM, FREE, FREE, FREE])).toEqual(['free', 'free', 'jam', 'jam', 'jam', 'free']);
    expect(state.levelSinceMs).toBe(T0 + 5 * MINUTE);
  });

  it('forgets a candidate that does not last', () => {
    expect(levels(createLinkState(), 0, [FREE, JAM, FREE, JAM, FREE])).toEqual(['free', 'free', 'free', 'free', 'free']);
  });

  it('lets a wish for worse go on when it changes its mind about how much', () => {
    expect(levels(createLinkState(), 0, [FREE, SLOW, JAM])).toEqual(['free', 'free', 'jam']);
  });

  it('starts to wait anew when the wish turns round', () => {
    const state = createLinkState();
    expect(levels(state, 0, [SLOW, JAM, FREE, FREE, FREE])).toEqual(['slow', 'slow', 'slow', 'slow', 'free']);
  });

  it('makes no statement at once when the inputs are gone', () => {
    const state = createLinkState();
    step(state, 0, FREE);
    expect(step(state, 1, { flowVehPerH: null, occupancyPct: null })).toMatchObject({
      level: 'unknown', levelChanged: true, travelTimeS: null, delayS: null, meanSpeedKmh: null, basis: 'unknown', measuredAtMs: T0,
    });
  });

  it('smooths by time', () => {
    const params = { ...PARAMS, smoothingSeconds: 60 };
    const state = createLinkState();
    step(state, 0, { ...FREE, meanSpeedKmh: 50 }, params);
    expect(step(state, 1, { ...FREE, meanSpeedKmh: 40 }, params).meanSpeedKmh).toBeCloseTo(50 - 10 * (1 - Math.exp(-1)), 10);
  });

  it('does not call a link better because nobody gets through any more', () => {
    const blind = { flowVehPerH: 0, meanSpeedKmh: null, occupancyPct: null };
    const state = createLinkState();
    expect(levels(state, 0, [JAM, blind, blind, blind, blind])).toEqual(['jam', 'jam', 'jam', 'jam', 'jam']);
    expect(levels(createLinkState(), 0, [FREE, blind])).toEqual(['free', 'free']);
  });

  it('takes a second lane at the same moment', () => {
    const state = createLinkState();
    step(state, 0, FREE);
    expect(step(state, 0, { ...FREE, flowVehPerH: 300 }).flowVehPerH).toBe(300);
  });

  it('answers late to an older time, and changes nothing', () => {
    const state = createLinkState();
    step(state, 5, FREE);
    const before = structuredClone(state);
    expect(applyLanes(state, [aPublished(JAM)], T0, PARAMS)).toEqual({ kind: 'late', updatedMs: T0 + 5 * MINUTE });
    expect(state).toEqual(before);
  });
});

describe('congestion alarm', () => {
  it('is raised after its trigger time and cleared after its clear time', () => {
    const params = { ...PARAMS, dwellWorseSeconds: 0, dwellBetterSeconds: 0 };
    const state = createLinkState();
    const alarms = [JAM, JAM, JAM, JAM, FREE, JAM, FREE, FREE, FREE, FREE, FREE, FREE].map((over, minute) => step(state, minute, over, params).alarm);
    expect(alarms).toEqual([null, null, null, 'raised', null, null, null, null, null, null, null, 'cleared']);
    expect(state.congested).toBe(false);
  });

  it('starts to count again when the jam breaks', () => {
    const params = { ...PARAMS, dwellWorseSeconds: 0, dwellBetterSeconds: 0 };
    const state = createLinkState();
    expect([JAM, JAM, FREE, JAM, JAM, JAM].map((over, minute) => step(state, minute, over, params).congested)).not.toContain(true);
  });
});

describe('tickLink', () => {
  const maxAgeMs = PARAMS.maxAgeSeconds * 1000;

  it('leaves alone what is fresh, and what was never known', () => {
    const state = createLinkState();
    expect(tickLink(state, T0, PARAMS)).toEqual({ kind: 'unchanged' });
    step(state, 0, FREE);
    expect(tickLink(state, T0 + maxAgeMs, PARAMS)).toEqual({ kind: 'unchanged' });
    expect(tickLink(state, T0 - 1, PARAMS)).toEqual({ kind: 'unchanged' });
  });

  it('makes a silent link unknown, once', () => {
    const state = createLinkState();
    step(state, 0, FREE);
    expect(tickLink(state, T0 + maxAgeMs + 1, PARAMS)).toMatchObject({ kind: 'applied', level: 'unknown', levelChanged: true, quality: 0, measuredAtMs: T0 });
    expect(tickLink(state, T0 + maxAgeMs + 2, PARAMS)).toEqual({ kind: 'unchanged' });
  });

  it('makes unknown what never had a measurement behind it', () => {
    const state: LinkState = { ...createLinkState(), level: 'free' };
    expect(tickLink(state, T0, PARAMS)).toMatchObject({ kind: 'applied', level: 'unknown' });
  });

  it('lets a congestion alarm run out', () => {
    const state = createLinkState();
    for (let minute = 0; minute < 4; minute += 1) step(state, minute, JAM);
    expect(state.congested).toBe(true);
    const silentMs = T0 + 3 * MINUTE + maxAgeMs + 1;
    expect(tickLink(state, silentMs, PARAMS)).toMatchObject({ level: 'unknown', congested: true, alarm: null });
    expect(tickLink(state, silentMs + 1000, PARAMS)).toEqual({ kind: 'unchanged' });
    expect(tickLink(state, silentMs + PARAMS.congestionClearSeconds * 1000, PARAMS)).toMatchObject({ levelChanged: false, congested: false, alarm: 'cleared' });
  });
});
