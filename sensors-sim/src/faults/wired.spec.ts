import { UP_SCHEMAS, type City } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import type { ScenarioInput } from '../scenario/schema.js';
import { createSimulation } from '../simulation.js';
import { aCity, TUESDAY_7 } from '../testing/city.js';

type Faults = NonNullable<ScenarioInput['faults']>;
type Seconds = Record<string, { entered: number; left: number; occupancyPct: number } | null>;

/** The small city's controller takes stage requests: its loops are wired to it. */
function wiredCity(): City {
  const city = aCity();
  return { ...city, junctions: city.junctions.map((j) => ({ ...j, tactical: { start: 'advice' as const, minGreenS: 10 } })) };
}
function secondsWith(faults: Faults): Seconds[] {
  const out = createSimulation(wiredCity(), { id: 'x', faults }, 3, TUESDAY_7).step(TUESDAY_7 + 300_000);
  return out.filter((o) => o.deviceId === 'tc-kreuz' && o.message === 'state').map((o) => {
    const body = JSON.parse(o.payload as string) as { detectors: Seconds };
    expect(UP_SCHEMAS.signal.state.safeParse(body).success).toBe(true);
    return body.detectors;
  });
}
const ID = 'lp-n-1s';
const only = { ids: [ID] };
const whole = secondsWith([]);
const others = (list: Seconds[]) => list.map((s) => Object.entries(s).filter(([id]) => id !== ID));

describe('what a controller reads of broken loops', () => {
  it('is the street as long as the loop is whole', () => {
    expect(whole).toHaveLength(300);
    expect(whole.filter((s) => s[ID] !== undefined).length).toBeGreaterThan(5);
  });

  it.each([
    ['stuck and covered', { kind: 'stuck', match: only, mode: 'covered' } as const, { entered: 0, left: 0, occupancyPct: 100 }],
    ['stuck and free', { kind: 'stuck', match: only, mode: 'zero' } as const, undefined],
    ['known to be faulty', { kind: 'selfReported', match: only, probability: 1 } as const, null],
  ])('%s: every second, and of no other loop', (_, fault, says) => {
    const seen = secondsWith([fault]);
    expect(seen.map((s) => s[ID])).toEqual(whole.map(() => says));
    expect(others(seen)).toEqual(others(whole));
  });

  it('frozen: the second in which it froze, free or not', () => {
    const busy = whole.findIndex((s) => s[ID] !== undefined);
    const free = whole.findIndex((s) => s[ID] === undefined);
    for (const at of [busy, free]) {
      const seen = secondsWith([{ kind: 'stuck', match: only, when: { afterS: at + 1 }, mode: 'frozen' }]);
      expect(seen.slice(0, at)).toEqual(whole.slice(0, at));
      expect(seen.slice(at).map((s) => s[ID])).toEqual(whole.slice(at).map(() => whole[at]![ID]));
    }
  });

  it('now and then: a seeded share of the seconds', () => {
    const fault = { kind: 'selfReported', match: only, probability: 0.3 } as const;
    const lost = secondsWith([fault]).filter((s) => s[ID] === null).length;
    expect(lost).toBeGreaterThan(50);
    expect(lost).toBeLessThan(150);
    expect(secondsWith([fault])).toEqual(secondsWith([fault]));
  });

  it('losses on the loop\'s own line are none on the wire', () => {
    expect(secondsWith([{ kind: 'dropout', match: only, probability: 1 }, { kind: 'noise', match: only, percent: 50 }])).toEqual(whole);
  });
});

describe('a controller that takes no notice', () => {
  it('neither follows a stage request nor refuses it', () => {
    const ask = (expiresS: number) => JSON.stringify({ requestId: 'st-1', junctionId: 'kreuz', stageId: 'ew', issuedAtMs: TUESDAY_7, expiresAtMs: TUESDAY_7 + expiresS * 1000, reason: { de: 'x', en: 'x' } });
    const last = (faults: Faults) => {
      const simulation = createSimulation(wiredCity(), { id: 'x', faults }, 3, TUESDAY_7);
      simulation.receive('wegweiser/v1/mitte/signal/tc-kreuz/stage', ask(200), TUESDAY_7);
      const out = simulation.step(TUESDAY_7 + 60_000).filter((o) => o.deviceId === 'tc-kreuz' && o.message === 'state');
      const { faults: said, stage } = JSON.parse(out.at(-1)!.payload as string) as { faults: string[]; stage: { requestId: string | null } };
      return [said, stage.requestId];
    };
    expect(last([])).toEqual([[], 'st-1']);
    expect(last([{ kind: 'signal', mode: 'deaf' }])).toEqual([[], null]);
  });
});
