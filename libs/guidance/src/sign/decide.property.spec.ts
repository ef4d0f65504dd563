import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aCounterPanel, aLock, aRule, aSign, aTextSign, NOW, someLimits } from '../testing/builders.js';
import { ageOrder } from './age-order.js';
import { assessTarget, rank } from './assess.js';
import { decideSign } from './decide.js';
import { targetKey } from './inputs.js';
import type { SignInputs, TargetInput } from './inputs.js';
import type { PanelSymbol, SignConfig, SignLimits } from './model.js';
import type { OrderRow, SignState } from './order.js';

/** Whatever sources, signs and clocks do: what must never be seen on a street. */
const offset = fc.oneof(fc.constant(0), fc.integer({ min: -5_000_000, max: 120_000 }));
const status = fc.constantFrom('spacesAvailable', 'almostFull', 'full', 'closed', 'unknown', 'unavailable');
const count = fc.oneof(fc.integer({ min: -5, max: 60 }), fc.constantFrom(1.5, 65_535, Number.NaN));
const anInput = (nowMs: number): fc.Arbitrary<TargetInput> =>
  fc.record({
    targetId: fc.constant('theater'),
    audience: fc.constant('shortStay'),
    status,
    statusAtMs: offset.map((ms) => nowMs + ms),
    vacant: fc.option(count),
    capacity: fc.option(fc.constantFrom(0, 40, 2000)),
    quality: fc.constantFrom('measured', 'derived', 'estimated', 'unknown'),
    contradictory: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, fc.constant(true)),
    measuredAtMs: fc.option(offset.map((ms) => nowMs + ms)),
    estimate: fc.option(fc.record({ vacant: count, status, madeAtMs: offset.map((ms) => nowMs + ms) })),
  });
const limits: fc.Arbitrary<SignLimits> = fc
  .record({
    maxAgeSeconds: fc.constantFrom(60, 300),
    dwellSeconds: fc.constantFrom(0, 30, 900),
    hysteresisVehicles: fc.constantFrom(1, 5, 1000),
    recoverSeconds: fc.constantFrom(0, 60),
    linkSilentSeconds: fc.constantFrom(null, 300),
    blankAfterSeconds: fc.constantFrom(60, 3600),
    onStale: fc.constantFrom('estimate', 'direction', 'blank'),
    onContradiction: fc.constantFrom('estimate', 'direction', 'blank'),
    onSilentLink: fc.constantFrom('estimate', 'direction', 'blank'),
    estimateMode: fc.constantFrom('number', 'words'),
  } as const)
  .map((over) => someLimits(over as Partial<SignLimits>));
const symbols = fc.subarray<PanelSymbol>(['number', 'estimate', 'free', 'full', 'closed', 'arrow']);

interface Moment {
  stepMs: number;
  pick: (nowMs: number) => TargetInput;
  heardAgoMs: number;
  mismatch: string | null;
}
const moments = fc.array(
  fc.record({
    stepMs: fc.constantFrom(0, 1000, 10_000, 60_000, 400_000, -5000),
    pick: anInput(0).map((input) => (nowMs: number): TargetInput => ({
      ...input,
      statusAtMs: input.statusAtMs + nowMs,
      measuredAtMs: input.measuredAtMs === null ? null : input.measuredAtMs + nowMs,
      estimate: input.estimate === null ? null : { ...input.estimate, madeAtMs: input.estimate.madeAtMs + nowMs },
    })),
    heardAgoMs: fc.constantFrom(0, 0, 400_000),
    mismatch: fc.constantFrom(null, null, 'unknownContent'),
  }),
  { minLength: 1, maxLength: 12 },
);
const inputsAt = (moment: Moment, nowMs: number, over: Partial<SignInputs> = {}): SignInputs => ({
  targets: { [targetKey('theater', 'shortStay')]: moment.pick(nowMs) },
  links: {},
  locks: [],
  health: { lastHeardMs: nowMs - moment.heardAgoMs, mismatch: moment.mismatch },
  ...over,
});

/** Drives a sign through the moments and shows every decision to `check`. */
const drive = (
  config: SignConfig,
  list: readonly Moment[],
  check: (decision: ReturnType<typeof decideSign>, inputs: SignInputs, nowMs: number, before: SignState | null) => void,
  over: (nowMs: number) => Partial<SignInputs> = () => ({}),
): void => {
  let [nowMs, state]: [number, SignState | null] = [NOW, null];
  for (const moment of list) {
    nowMs += moment.stepMs;
    const inputs = inputsAt(moment, nowMs, over(nowMs));
    const decision: ReturnType<typeof decideSign> = decideSign(state, inputs, config, nowMs);
    check(decision, inputs, nowMs, state);
    state = decision.state;
  }
};
const rowsOf = (decision: ReturnType<typeof decideSign>): OrderRow[] => (decision.order.content.kind === 'counter' ? decision.order.content.rows : []);
const theTarget = (inputs: SignInputs): TargetInput => inputs.targets[targetKey('theater', 'shortStay')] as TargetInput;

describe('no sign ever', () => {
  it('shows a plain number that is stale, closed, unknown, contradictory, negative or above capacity', () => {
    fc.assert(
      fc.property(limits, symbols, fc.integer({ min: 1, max: 5 }), moments, (rules, lights, digits, list) => {
        const config = aSign({ limits: rules, panel: aCounterPanel({ symbols: lights, digits }) });
        drive(config, list, (decision, inputs, nowMs) => {
          const input = theTarget(inputs);
          for (const row of rowsOf(decision)) {
            if (row.form !== 'number') continue;
            const shownAt = decision.state.slots['r1:theater/shortStay']?.measuredAtMs ?? -Infinity;
            expect(nowMs - shownAt).toBeLessThan(rules.maxAgeSeconds * 1000);
            expect(row.showUntilMs).toBeLessThanOrEqual(shownAt + rules.maxAgeSeconds * 1000);
            expect(['spacesAvailable', 'almostFull']).toContain(input.status);
            expect([input.contradictory, input.quality === 'unknown' || input.quality === 'estimated']).toEqual([false, false]);
            expect(row.value).toBeGreaterThanOrEqual(0);
            expect(row.value).toBeLessThanOrEqual(input.capacity ?? Infinity);
            expect(inputs.health.mismatch).toBeNull();
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('shows an unmarked estimate, more characters than it has digits, or an estimate of what is closed or unknown as a number', () => {
    fc.assert(
      fc.property(limits, symbols, fc.integer({ min: 1, max: 5 }), moments, (rules, lights, digits, list) => {
        const config = aSign({ limits: rules, panel: aCounterPanel({ symbols: lights, digits }) });
        drive(config, list, (decision, inputs) => {
          for (const row of rowsOf(decision)) {
            expect(row.text.length <= digits || !/\d/.test(row.text)).toBe(true);
            expect(row.text === '' || row.form === 'blank' || lights.includes(row.form as PanelSymbol)).toBe(true);
            if (row.form !== 'estimate') continue;
            expect(row.text).toMatch(/^~\d+$/);
            expect(['closed', 'unknown']).not.toContain(theTarget(inputs).status);
            expect(row.value).toBeLessThanOrEqual(theTarget(inputs).capacity ?? Infinity);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('sends anybody to a place that is known to be closed', () => {
    fc.assert(
      fc.property(limits, symbols, moments, (rules, lights, list) => {
        drive(aSign({ limits: rules, panel: aCounterPanel({ symbols: lights }) }), list, (decision, inputs) => {
          if (theTarget(inputs).status !== 'closed') return;
          for (const row of rowsOf(decision)) {
            expect(['closed', 'blank']).toContain(row.form);
            expect(row.fallbackText).toBe('');
          }
        });
      }),
    );
  });

  it('climbs by itself while it hears nothing, nor shows a number after its time', () => {
    fc.assert(
      fc.property(limits, moments, fc.array(fc.integer({ min: 0, max: 5_000_000 })), (rules, list, waits) => {
        drive(aSign({ limits: rules }), list, (decision, _inputs, nowMs) => {
          const aged = [0, ...waits].toSorted((a, b) => a - b).map((wait) => ageOrder(decision.order, nowMs + wait).rows[0]);
          const ranks = aged.map((row) => rank(row?.level ?? 'live'));
          expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        });
      }),
    );
  });
});

describe('the ladder', () => {
  it('never climbs with the age of the same data', () => {
    fc.assert(
      fc.property(anInput(NOW), limits, fc.array(fc.integer({ min: 0, max: 9_000_000 })), (input, rules, ages) => {
        fc.pre(input.status !== 'closed' && (input.measuredAtMs ?? 0) <= NOW && (input.estimate?.madeAtMs ?? 0) <= NOW);
        const health = { lastHeardMs: NOW, mismatch: null };
        const times = ages.toSorted((a, b) => a - b).map((age) => NOW + age);
        const judged = times.map((nowMs) => rank(assessTarget(input, health, rules, nowMs).level));
        expect(judged).toEqual(judged.toSorted((a, b) => a - b));
        let state: SignState | null = null;
        const shown = times.map((nowMs) => {
          const decision: ReturnType<typeof decideSign> = decideSign(state, { targets: { 'theater/shortStay': input }, links: {}, locks: [], health }, aSign({ limits: rules }), nowMs);
          state = decision.state;
          return rank(decision.order.level);
        });
        expect(shown).toEqual(shown.toSorted((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });
});

describe('locks', () => {
  it('always win until they expire, and leave nothing behind', () => {
    fc.assert(
      fc.property(limits, moments, fc.integer({ min: 0, max: 900_000 }), (rules, list, lasts) => {
        const lock = aLock({ setAtMs: 0, expiresAtMs: NOW + lasts });
        const config = aSign({ limits: rules, rules: [aRule({ priority: 100 })] });
        drive(
          config,
          list,
          (decision, _inputs, nowMs) => {
            const [row] = rowsOf(decision);
            const inForce = nowMs < lock.expiresAtMs;
            expect(decision.order.why.lock === null).toBe(!inForce);
            expect(row?.form === 'text' && row.text === 'ZU' && row.showUntilMs <= lock.expiresAtMs).toBe(inForce);
          },
          () => ({ locks: [lock] }),
        );
      }),
    );
  });
});

describe('orders', () => {
  it('change id exactly with content, are numbered upwards, and survive JSON', () => {
    const signs = fc.constantFrom<SignConfig>(aSign(), aTextSign('Theater {theater}[np]P →'), aTextSign('[patheater,VOLL,ZU]', {}, 'P →'));
    fc.assert(
      fc.property(signs, limits, moments, (sign, rules, list) => {
        const config = { ...sign, limits: rules };
        drive(config, list, (decision, inputs, nowMs, before) => {
          expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
          const again = decideSign(before === null ? null : (JSON.parse(JSON.stringify(before)) as SignState), inputs, config, nowMs);
          expect(again).toEqual(decision);
          const old = before?.order ?? null;
          expect(decision.changed).toBe(decision.order.orderId !== old?.orderId);
          expect(decision.order.version - (old?.version ?? 0) > 0).toBe(decision.changed);
          expect(decision.changed || decision.order.contentHash === old?.contentHash).toBe(true);
          expect(decision.changed || decision.renewed || decision.order === old).toBe(true);
          expect(decision.order.validUntilMs).toBeGreaterThan(nowMs);
        });
      }),
      { numRuns: 150 },
    );
  });
});
