import { describe, expect, it } from 'vitest';
import { MARZ_LANE_LIMITS } from './defaults.js';
import { AT, createLaneState } from './lane-state.js';
import type { LaneApplied } from './lane.js';
import type { LaneLimits } from './limits.js';
import type { LoopQuantity, RuleId } from './quantity.js';
import { apply, MINUTE, PLAIN_LIMITS, T0 } from './testing/builders.js';
import { marzCode, marzFixturesPresent, marzInterval, numberOf, quantityOf, readMarz, type MarzTable } from './testing/marz-csv.js';

if (!marzFixturesPresent) console.warn('skipped: ../shared/fixtures/marz is missing, the published MARZ cases were not run');

/** The tables rate the measurement, not its plausibility: 100 % throughout. */
const LIMITS: LaneLimits = { ...PLAIN_LIMITS, quality: { reduced: 1, repeated: 1, substituteLane: 1, missing: 1 } };

/** Runs all rows of a table through one lane, minute by minute. */
function run(table: MarzTable, limits: LaneLimits): LaneApplied[] {
  const state = createLaneState();
  return table.rows.map((row, index) => apply(state, marzInterval(table.group('Eingangsdaten', row), index), limits));
}

const YES_NO: Record<string, boolean> = { Ja: true, Nein: false };

/** Compares one group of expectations cell by cell; returns how many cells there were. */
function compare(
  table: MarzTable,
  results: readonly LaneApplied[],
  group: string,
  actual: (result: LaneApplied, quantity: LoopQuantity) => unknown,
  expected: (cell: string) => unknown,
): number {
  let cells = 0;
  table.rows.forEach((row, index) => {
    for (const [name, cell] of table.group(group, row)) {
      const quantity = quantityOf(name);
      if (quantity === undefined) continue;
      cells += 1;
      expect(actual(results[index] as LaneApplied, quantity), `line ${row.line}, ${group}, ${name}`).toEqual(expected(cell));
    }
  });
  return cells;
}

const value = (result: LaneApplied, quantity: LoopQuantity): number => marzCode(quantity, result.values[quantity]);
const faulty = (result: LaneApplied, quantity: LoopQuantity): boolean => result.values[quantity].flag === 'faulty';
const reduced = (result: LaneApplied, quantity: LoopQuantity): boolean => result.values[quantity].flag === 'reduced';
const quality = (result: LaneApplied, quantity: LoopQuantity): string => `${result.values[quantity].quality * 100} %`;
const yesNo = (cell: string): unknown => YES_NO[cell];
const text = (cell: string): string => cell;

describe.skipIf(!marzFixturesPresent)('published MARZ cases', () => {
  describe('DUA-13: contradictions B7-B12', () => {
    const COUNTS = ['vehicles', 'cars', 'heavyVehicles'] as const;
    const SPEEDS = ['meanSpeedKmh', 'meanSpeedCarKmh', 'meanSpeedHeavyKmh'] as const;

    it('gives the values, flags and quality of all rows', () => {
      const table = readMarz('DUA13.csv');
      const results = run(table, LIMITS);
      expect(results).toHaveLength(24);
      expect(compare(table, results, 'Soll Formeln', value, numberOf)).toBe(24 * 6);
      expect(compare(table, results, 'Status MWE', faulty, yesNo)).toBe(24 * 6);
      expect(compare(table, results, 'Güte', quality, text)).toBe(24 * 6);
    });

    it('names the violated condition', () => {
      const table = readMarz('DUA13.csv');
      const results = run(table, LIMITS);
      table.rows.forEach((row, index) => {
        const violated = [...table.group('Bedingung', row)].filter(([, mark]) => mark === '-').map(([rule]) => rule);
        const speedRule = violated.find((rule) => ['B7', 'B8', 'B9'].includes(rule));
        const countRule = violated.find((rule) => ['B10', 'B11', 'B12'].includes(rule));
        const { values } = results[index] as LaneApplied;
        for (const quantity of SPEEDS) expect(values[quantity].rule, `line ${row.line} ${quantity}`).toBe(speedRule ?? null);
        for (const quantity of COUNTS) expect(values[quantity].rule, `line ${row.line} ${quantity}`).toBe(countRule ?? null);
      });
    });

    it('gives "Soll erwartet" in vehicles per hour when counts are trusted over speeds', () => {
      const table = readMarz('DUA13.csv');
      const results = run(table, { ...LIMITS, speedWithoutCount: false });
      const shown = ({ published }: LaneApplied, quantity: LoopQuantity): number | null => {
        const map: Partial<Record<LoopQuantity, number | null>> = {
          vehicles: published.flowVehPerH, cars: published.carFlowVehPerH, heavyVehicles: published.heavyFlowVehPerH,
          meanSpeedKmh: published.meanSpeedKmh, meanSpeedCarKmh: published.meanSpeedCarKmh, meanSpeedHeavyKmh: published.meanSpeedHeavyKmh,
        };
        return map[quantity] ?? null;
      };
      const orNull = (cell: string): number | null => (numberOf(cell) < 0 ? null : numberOf(cell));
      // Lines 6 and 7 leave this group empty.
      expect(compare(table, results, 'Soll erwartet', shown, orNull)).toBe(22 * 6);
    });
  });

  it('DUA-14: B13, smoothed speed without vehicles', () => {
    const table = readMarz('DUA14-1.csv');
    const results = run(table, LIMITS);
    expect(results).toHaveLength(8);
    expect(compare(table, results, 'Soll Formeln', value, numberOf)).toBe(8);
    expect(compare(table, results, 'Status MWE', faulty, yesNo)).toBe(8);
    expect(compare(table, results, 'Güte', quality, text)).toBe(8);
    const changes = table.rows.map((row) => table.group('Bedingung', row).get('B13') === '-');
    expect(results.map(({ values }) => values.smoothedSpeedKmh.rule === 'B13')).toEqual(changes);
  });

  it('DUA-15, -16: maxima B15-B22, reduced', () => {
    const table = readMarz('DUA15-1.csv');
    const limit = (name: string, perHour: number) => ({ max: numberOf(table.parameters.get(name)?.[0]) * perHour, mode: 'reduce' as const });
    // The head says Fz/h, but the maxima are compared with vehicles per one-minute interval.
    const limits: LaneLimits = {
      ...LIMITS,
      fastAndCovered: null,
      max: {
        vehicles: limit('qKfzMax', 60), heavyVehicles: limit('qLkwMax', 60), cars: limit('qPkwMax', 60),
        meanSpeedKmh: limit('vKfzMax', 1), meanSpeedHeavyKmh: limit('vLkwMax', 1), meanSpeedCarKmh: limit('vPkwMax', 1),
        smoothedSpeedKmh: limit('vGKfzMax', 1), occupancyPct: limit('bMax', 1),
      },
    };
    const results = run(table, limits);
    expect(results).toHaveLength(36);
    expect(compare(table, results, 'Soll Formeln', value, numberOf)).toBe(360);
    expect(compare(table, results, 'Status PlLog WertMaxLog', reduced, yesNo)).toBe(360);
    expect(compare(table, results, 'Status MWE', faulty, yesNo)).toBe(360);
    expect(compare(table, results, 'Güte', quality, text)).toBe(360);

    const byRule: Record<string, LoopQuantity> = {
      B15: 'vehicles', B16: 'heavyVehicles', B17: 'cars', B18: 'meanSpeedKmh',
      B19: 'meanSpeedHeavyKmh', B20: 'meanSpeedCarKmh', B21: 'smoothedSpeedKmh', B22: 'occupancyPct',
    };
    table.rows.forEach((row, index) => {
      const { values } = results[index] as LaneApplied;
      for (const [rule, mark] of table.group('Bedingung', row)) {
        expect(values[byRule[rule] as LoopQuantity].rule === (rule as RuleId), `line ${row.line} ${rule}`).toBe(mark === 'X');
      }
      const sumHolds = values.vehicles.value !== null && values.vehicles.value === (values.heavyVehicles.value ?? 0) + (values.cars.value ?? 0);
      expect(sumHolds, `line ${row.line}, Kontrolle`).toBe(row.cells.includes('ok'));
    });
  });

  it('DUA-36, -37: smoothing and trend forecast', () => {
    const table = readMarz('DUA36.37.csv');
    const [, alpha1, , alpha2] = (table.parameters.get('alpha') ?? []).map(numberOf);
    const [, beta1, , beta2] = (table.parameters.get('beta') ?? []).map(numberOf);
    const params = (start: string) => ({
      alphaRising: alpha2 as number, alphaFalling: alpha1 as number, betaRising: beta2 as number, betaFalling: beta1 as number,
      start: numberOf(table.parameters.get(start)?.[0]),
      wholeNumbers: true,
    });
    const limits = { ...LIMITS, smoothing: { flow: params('qKfzStart'), speed: params('vKfzStart') } };
    const state = createLaneState();
    expect(table.rows).toHaveLength(25);
    table.rows.forEach((row, index) => {
      const input = table.group('Eingangsdaten', row);
      const should = table.group('Soll', row);
      const perMinute = new Map([['qKfz', String(numberOf(input.get('qKfz')) / 60)], ['vKfz', input.get('vKfz') as string]]);
      const { smoothed } = apply(state, marzInterval(perMinute, index), limits);
      const actual = [
        smoothed.flowVehPerH, smoothed.speedKmh, state.numbers[AT.flow + 1], state.numbers[AT.speed + 1],
        smoothed.flowVehPerH, smoothed.speedKmh, smoothed.forecastFlowVehPerH, smoothed.forecastSpeedKmh,
      ].map((x) => Math.round(x as number) + 0);
      const expected = [
        ...['qNeu', 'vNeu', 'DqNeu', 'DvNeu'].map((name) => numberOf(input.get(name))),
        ...['qKfzG', 'vKfzG', 'qKfzP', 'vKfzP'].map((name) => numberOf(should.get(name))),
      ];
      expect(actual, `line ${row.line}`).toEqual(expected);
    });
    expect(state.numbers[AT.lastEndMs]).toBe(T0 + 25 * MINUTE);
  });

  it('DUA-51: constancy', () => {
    const table = readMarz('DUA51.csv');
    const limit = (name: string): number => numberOf(table.parameters.get(name)?.[0]);
    const limits: LaneLimits = {
      ...LIMITS,
      constancy: {
        flow: limit('maxAnzKonstanzVerkehrsmenge'), speed: limit('maxAnzKonstanzGeschwindigkeit'),
        speedDeviation: limit('maxAnzKonstanzStreuung'), occupancy: limit('maxAnzKonstanzBelegung'),
        exemptVehicles: 0, exemptOccupancyPct: MARZ_LANE_LIMITS.constancy?.exemptOccupancyPct ?? 0,
      },
    };
    expect(limits.constancy).toMatchObject({ flow: 6, speed: 4, speedDeviation: 7, occupancy: 4 });
    const results = run(table, limits);
    expect(results).toHaveLength(297);
    expect(compare(table, results, 'Soll', value, numberOf)).toBe(2970);
    expect(compare(table, results, 'Status MWE', faulty, yesNo)).toBe(2970);
    expect(compare(table, results, 'Güte', quality, text)).toBe(2970);

    const groups: Record<string, LoopQuantity> = { q: 'vehicles', v: 'meanSpeedKmh', s: 'speedDeviationKmh', b: 'occupancyPct' };
    table.rows.forEach((row, index) => {
      const message = row.cells.map((cell) => /^Betriebsmeldung(?:en)? (.*)$/.exec(cell)?.[1]).find((found) => found !== undefined)?.split(', ') ?? [];
      const { values } = results[index] as LaneApplied;
      const hanging = Object.keys(groups).filter((key) => values[groups[key] as LoopQuantity].rule === 'constancy');
      expect(hanging, `line ${row.line}`).toEqual(message);
    });
  });
});
