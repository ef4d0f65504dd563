import { describe, expect, it } from 'vitest';
import { aCounterPanel, aLock, aRule, aSign, aTarget, aTextPanel, aTextSign, NOW, someInputs, someLimits } from '../testing/builders.js';
import { decideSign } from './decide.js';
import type { SignInputs, TargetInput } from './inputs.js';
import type { SignConfig } from './model.js';
import type { OrderRow, SignDecision, SignState } from './order.js';

const SECOND = 1000;
const decide = (target: Partial<TargetInput> = {}, config: Partial<SignConfig> = {}, inputs: Partial<SignInputs> = {}): SignDecision =>
  decideSign(null, someInputs([aTarget(target)], inputs), aSign(config), NOW);
const firstRow = (decision: SignDecision): OrderRow => {
  const { content } = decision.order;
  if (content.kind !== 'counter' || content.rows[0] === undefined) throw new Error('no counter row');
  return content.rows[0];
};
const shows = (decision: SignDecision): string => `${firstRow(decision).text}|${firstRow(decision).level}`;
const says = (decision: SignDecision): string => (decision.order.content.kind === 'text' ? `${decision.order.content.multi}|${decision.order.content.level}` : 'no text');

/** Runs a sign over time; each step changes what is said and gives the seconds since NOW. */
const timeline = (config: SignConfig, steps: readonly (readonly [second: number, inputs: (nowMs: number) => SignInputs])[]): SignDecision[] => {
  let state: SignState | null = null;
  return steps.map(([second, inputs]) => {
    const decision: SignDecision = decideSign(state, inputs(NOW + second * SECOND), config, NOW + second * SECOND);
    state = JSON.parse(JSON.stringify(decision.state)) as SignState;
    return decision;
  });
};
const fresh =
  (over: Partial<TargetInput> = {}, inputs: Partial<SignInputs> = {}) =>
  (nowMs: number): SignInputs =>
    someInputs([aTarget({ measuredAtMs: nowMs, statusAtMs: nowMs, ...over })], { health: { lastHeardMs: nowMs, mismatch: null }, ...inputs });
const estimate = { vacant: 87.9, status: 'spacesAvailable', madeAtMs: NOW } as const;

describe('a counter row', () => {
  it.each<[string, Partial<TargetInput>, string]>([
    ['a number', {}, '120|live'],
    ['almost full', { status: 'almostFull', vacant: 3 }, '3|live'],
    ['derived', { quality: 'derived' }, '120|live'],
    ['full, whatever the count', { status: 'full', vacant: 2 }, 'VOLL|live'],
    ['nought is not free', { vacant: 0 }, '0|live'],
    ['no count, but free', { vacant: null }, 'FREI|live'],
    ['closed, whatever else is said', { status: 'closed', vacant: 17, contradictory: true, quality: 'unknown', measuredAtMs: null }, 'ZU|live'],
    ['closed when last heard of', { status: 'closed', statusAtMs: NOW - 300_000 }, '|blank'],
    ['closed, said too early', { status: 'closed', statusAtMs: NOW + 61_000 }, '|blank'],
    ['unknown', { status: 'unknown' }, '→|direction'],
    ['unknown quality', { quality: 'unknown' }, '→|direction'],
    ['stale', { measuredAtMs: NOW - 300_000 }, '→|direction'],
    ['one second before', { measuredAtMs: NOW - 299_999 }, '120|live'],
    ['never measured', { measuredAtMs: null }, '→|direction'],
    ['source silent', { status: 'unavailable' }, '→|direction'],
    ['contradiction', { contradictory: true, estimate }, '→|direction'],
    ['negative', { vacant: -1 }, '→|direction'],
    ['above capacity', { vacant: 501 }, '→|direction'],
    ['no capacity known', { vacant: 501, capacity: null }, '501|live'],
    ['broken', { vacant: 1.5 }, '→|direction'],
    ['not a number', { vacant: Number.NaN }, '→|direction'],
    ['from the future', { measuredAtMs: NOW + 60_001 }, '→|direction'],
    ['skewed a little', { measuredAtMs: NOW + 60_000 }, '120|live'],
    ['stale for long', { measuredAtMs: NOW - 3_900_000 }, '|blank'],
  ])('%s', (_name, target, expected) => {
    expect(shows(decide(target))).toBe(expected);
  });

  it.each<[string, Partial<TargetInput>, string]>([
    ['stale', { measuredAtMs: NOW - 300_000, estimate }, '~80|estimate'],
    ['source silent', { status: 'unavailable', estimate }, '~80|estimate'],
    ['unknown: words only', { status: 'unknown', estimate }, 'FREI|estimate'],
    ['no data', { measuredAtMs: null, estimate }, '~80|estimate'],
    ['small numbers are kept', { measuredAtMs: null, estimate: { ...estimate, vacant: 7 } }, '~7|estimate'],
    ['full', { measuredAtMs: null, estimate: { ...estimate, status: 'full' } }, 'VOLL|estimate'],
    ['less than one', { measuredAtMs: null, estimate: { ...estimate, vacant: 0.9 } }, 'VOLL|estimate'],
    ['negative', { measuredAtMs: null, estimate: { ...estimate, vacant: -3 } }, '→|direction'],
    ['above capacity', { measuredAtMs: null, estimate: { ...estimate, vacant: 501 } }, '→|direction'],
    ['too old', { measuredAtMs: null, estimate: { ...estimate, madeAtMs: NOW - 3_600_000 } }, '→|direction'],
    ['from the future', { measuredAtMs: null, estimate: { ...estimate, madeAtMs: NOW + 60_001 } }, '→|direction'],
    ['closed', { measuredAtMs: null, estimate: { ...estimate, status: 'closed' } }, '→|direction'],
    ['a substitute value', { quality: 'estimated' }, '~120|estimate'],
    ['a substitute nought', { quality: 'estimated', vacant: 0 }, 'VOLL|estimate'],
    ['a substitute word', { quality: 'estimated', vacant: null }, 'FREI|estimate'],
    ['a substitute full', { quality: 'estimated', status: 'full' }, 'VOLL|estimate'],
    ['a stale substitute', { quality: 'estimated', measuredAtMs: NOW - 300_000 }, '→|direction'],
  ])('with an estimate: %s', (_name, target, expected) => {
    expect(shows(decide(target))).toBe(expected);
  });

  it('shows estimates as words where that is configured', () => {
    expect(shows(decide({ measuredAtMs: null, estimate }, { limits: someLimits({ estimateMode: 'words' }) }))).toBe('FREI|estimate');
  });
  it('falls as far as each trigger is configured to', () => {
    const limits = someLimits({ onStale: 'blank', onContradiction: 'estimate', onSilentLink: 'estimate', linkSilentSeconds: 60 });
    expect(shows(decide({ measuredAtMs: null, estimate }, { limits }))).toBe('|blank');
    expect(shows(decide({ contradictory: true, estimate }, { limits }))).toBe('~80|estimate');
    expect(shows(decide({}, { limits }, { health: { lastHeardMs: NOW - 60_000, mismatch: null } }))).toBe('~120|estimate');
  });

  it.each<[string, Partial<Parameters<typeof aCounterPanel>[0] & object>, Partial<TargetInput>, string]>([
    ['too few digits for the number', { digits: 2 }, {}, 'FREI'],
    ['too few digits for the mark', { digits: 3 }, { quality: 'estimated' }, 'FREI'],
    ['no word for free', { digits: 2, symbols: ['number', 'arrow'] }, {}, '→'],
    ['neither', { symbols: [] }, {}, ''],
    ['no word for full', { symbols: ['number', 'free', 'arrow'] }, { status: 'full' }, ''],
    ['no word for closed', { symbols: ['number', 'free', 'full', 'arrow'] }, { status: 'closed' }, ''],
    ['no digits for nought', { symbols: ['free', 'full', 'arrow'] }, { vacant: 0 }, 'VOLL'],
    ['no word for free, no number', { symbols: ['arrow'] }, { vacant: null }, '→'],
    ['no arrow', { symbols: ['number'] }, { contradictory: true }, ''],
  ])('on a panel with %s', (_name, panel, target, expected) => {
    expect(firstRow(decide(target, { panel: aCounterPanel(panel) })).text).toBe(expected);
  });

  it('ages: number to arrow, closed to dark, arrow until the end', () => {
    expect(firstRow(decide({ measuredAtMs: NOW - 100_000 }))).toMatchObject({ showUntilMs: NOW + 200_000, fallbackText: '→' });
    expect(firstRow(decide({ status: 'closed', statusAtMs: NOW - 50_000 }))).toMatchObject({ showUntilMs: NOW + 250_000, fallbackText: '' });
    expect(firstRow(decide({ contradictory: true }))).toMatchObject({ showUntilMs: NOW + 3_600_000, fallbackText: '→' });
    expect(firstRow(decide({ measuredAtMs: null, estimate }))).toMatchObject({ showUntilMs: NOW + 600_000 });
    expect(decide().order.validUntilMs).toBe(NOW + 3_600_000);
  });
  it('stays dark longer than it was said only as long as something is shown', () => {
    const limits = someLimits({ blankAfterSeconds: 60, maxAgeSeconds: 300 });
    expect(decide({}, { limits }).order.validUntilMs).toBe(NOW + 300_000);
  });
});

describe('the ladder over time', () => {
  const config = aSign({ limits: someLimits({ recoverSeconds: 60, dwellSeconds: 0 }) });

  it('falls at once and climbs only after steady data', () => {
    const bad = fresh({ contradictory: true });
    const run = timeline(config, [[0, fresh()], [10, bad], [20, fresh()], [79, fresh()], [80, fresh()]]);
    expect(run.map(shows)).toEqual(['120|live', '→|direction', '→|direction', '→|direction', '120|live']);
    expect(run[2]?.order.why.trigger).toBe('recovering');
    const interrupted = timeline(config, [[0, bad], [10, fresh()], [60, bad], [61, fresh()], [120, fresh()], [121, fresh()]]);
    expect(interrupted.map(shows)).toEqual(['→|direction', '→|direction', '→|direction', '→|direction', '→|direction', '120|live']);
  });
  it('marks the number while it climbs from the estimate', () => {
    const guess = fresh({ measuredAtMs: null, estimate });
    expect(timeline(config, [[0, guess], [10, fresh()], [70, fresh()]]).map(shows)).toEqual(['~80|estimate', '~120|estimate', '120|live']);
  });
  it('goes dark when trouble lasts, and lights up again', () => {
    const bad = fresh({ contradictory: true });
    const run = timeline(config, [[0, fresh()], [10, bad], [3609, bad], [3610, bad], [3620, fresh()], [3679, fresh()], [3680, fresh()]]);
    expect(run.map(shows)).toEqual(['120|live', '→|direction', '→|direction', '|blank', '|blank', '|blank', '120|live']);
  });
  it('announces a closure at once, and reopening too', () => {
    const closed = fresh({ status: 'closed', vacant: null });
    const stale = fresh({ status: 'closed', statusAtMs: NOW - 1_000_000 });
    const run = timeline(aSign(), [[0, fresh()], [1, closed], [2, fresh()], [3, fresh({ contradictory: true })], [4, closed], [5, stale], [6, stale], [7, fresh()], [67, fresh()]]);
    expect(run.map(shows)).toEqual(['120|live', 'ZU|live', '120|live', '→|direction', 'ZU|live', '|blank', '|blank', '|blank', '120|live']);
  });
});

describe('a silent or doubtful sign', () => {
  const limits = someLimits({ linkSilentSeconds: 300 });
  it.each<[string, SignInputs['health'], string, string | null]>([
    ['heard', { lastHeardMs: NOW - 299_999, mismatch: null }, '120|live', null],
    ['silent', { lastHeardMs: NOW - 300_000, mismatch: null }, '→|direction', 'silentLink'],
    ['never heard', { lastHeardMs: null, mismatch: null }, '→|direction', 'silentLink'],
    ['silent for hours', { lastHeardMs: NOW - 3_900_000, mismatch: null }, '|blank', 'silentLink'],
    ['shows something else', { lastHeardMs: NOW, mismatch: 'unknownContent' }, '→|direction', 'readbackMismatch'],
    ['was silent', { lastHeardMs: NOW, mismatch: 'linkSilent' }, '120|live', null],
  ])('%s', (_name, health, expected, trigger) => {
    const decision = decide({}, { limits }, { health });
    expect(shows(decision)).toBe(expected);
    expect(decision.order.why.trigger).toBe(trigger);
  });
  it('falls on its own trigger also where the target is not known', () => {
    const decision = decideSign(null, someInputs([], { health: { lastHeardMs: null, mismatch: null } }), aSign({ limits }), NOW);
    expect(firstRow(decision)).toMatchObject({ text: '→', level: 'direction' });
    expect(decision.order.why.rungs[0]?.triggers).toEqual(['silentLink', 'noData']);
  });
});

describe('dwell and hysteresis', () => {
  const config = aSign({ limits: someLimits({ dwellSeconds: 30, hysteresisVehicles: 5 }) });
  const of = (vacant: number, over: Partial<TargetInput> = {}): ((nowMs: number) => SignInputs) => fresh({ vacant, ...over });

  it('holds a number for the dwell, then changes it by enough only', () => {
    const run = timeline(config, [[0, of(120)], [10, of(90)], [30, of(90)], [70, of(94)], [80, of(95)], [90, of(95)]]);
    expect(run.map((one) => firstRow(one).text)).toEqual(['120', '120', '90', '90', '95', '95']);
    expect(run.map((one) => one.changed)).toEqual([true, false, true, false, true, false]);
  });
  it('never holds beyond the age of what is shown', () => {
    const run = timeline(config, [[0, of(120)], [299, of(121)], [300, of(121)]]);
    expect(run.map((one) => firstRow(one).text)).toEqual(['120', '120', '121']);
    expect(run[1]?.order.content).toMatchObject({ rows: [{ showUntilMs: NOW + 300_000 }] });
  });
  it('never holds against full, closed or a smaller garage', () => {
    expect(timeline(config, [[0, of(3)], [1, of(0, { status: 'full' })], [2, of(9)], [31, of(9)]]).map((one) => firstRow(one).text)).toEqual(['3', 'VOLL', 'VOLL', '9']);
    expect(timeline(config, [[0, of(120)], [1, of(118, { capacity: 119 })]]).map((one) => firstRow(one).text)).toEqual(['120', '118']);
    expect(timeline(config, [[0, of(120, { capacity: null })], [1, of(118, { capacity: null })]]).map((one) => firstRow(one).text)).toEqual(['120', '120']);
  });
  it('holds words as well', () => {
    const words = fresh({ vacant: null });
    expect(timeline(config, [[0, words], [1, of(9)], [30, of(9)], [31, words], [60, words]]).map((one) => firstRow(one).text)).toEqual(['FREI', 'FREI', '9', '9', 'FREI']);
  });
});

describe('orders', () => {
  it('keep id and times while nothing changes, and are renewed when half of the time is gone', () => {
    const run = timeline(aSign(), [[0, fresh()], [60, fresh()], [140, fresh()], [200, fresh()], [201, fresh({ vacant: 99 })]]);
    expect(run.map(({ changed, renewed }) => [changed, renewed])).toEqual([[true, false], [false, false], [false, false], [false, true], [true, false]]);
    expect(run[1]?.order).toEqual(run[0]?.order);
    expect(run[3]?.order).toMatchObject({ orderId: run[0]?.order.orderId, contentHash: run[0]?.order.contentHash, renewal: 1, issuedAtMs: NOW, renewedAtMs: NOW + 200_000 });
    expect(run[4]?.order).toMatchObject({ renewal: 0, version: (run[0]?.order.version ?? 0) + 201 });
    expect(run[4]?.order.contentHash).not.toBe(run[0]?.order.contentHash);
  });
  it('are not renewed by data that grow no younger', () => {
    const old = (): SignInputs => fresh({ measuredAtMs: NOW })(NOW);
    expect(timeline(aSign(), [[0, old], [200, old], [299, old]]).map(({ renewed }) => renewed)).toEqual([false, false, false]);
  });
  it('are renewed when their reasons change, or their time becomes shorter', () => {
    const run = timeline(aSign(), [[0, fresh({ vacant: null })], [1, fresh({ vacant: null, quality: 'estimated' })], [2, fresh({ vacant: null, quality: 'estimated', measuredAtMs: NOW - 10_000 })]]);
    expect(run.map(({ changed, renewed }) => [changed, renewed])).toEqual([[true, false], [false, true], [false, true]]);
    expect(run.map((one) => one.order.level)).toEqual(['live', 'estimate', 'estimate']);
  });
  it('are renewed when they are dark for good, too', () => {
    const config = aSign({ rules: [aRule({ content: { kind: 'blank' } })] });
    expect(timeline(config, [[0, fresh()], [1000, fresh()], [1801, fresh()]]).map(({ renewed }) => renewed)).toEqual([false, false, true]);
  });
  it('count on when the clock jumps back, without minding dwell', () => {
    const config = aSign({ limits: someLimits({ dwellSeconds: 600 }) });
    const [before, after] = timeline(config, [[0, fresh()], [-3600, fresh({ vacant: 99 })]]);
    expect(after && shows(after)).toBe('99|live');
    expect(after?.order.version).toBe((before?.order.version ?? 0) + 1);
    const [, same] = timeline(config, [[0, fresh()], [-3600, fresh()]]);
    expect(same?.changed).toBe(true);
  });
  it('say why', () => {
    const rule = aRule({ condition: { kind: 'all', of: [{ kind: 'levelOfService', linkId: 'l1', in: ['free'] }, { kind: 'not', of: { kind: 'levelOfService', linkId: 'l2', in: ['unknown', 'jam'] } }] } });
    const inputs = someInputs([aTarget({ measuredAtMs: NOW - 35_000, vacant: -2 })], {}, [
      { linkId: 'l1', levelOfService: 'free', measuredAtMs: NOW },
      { linkId: 'l2', levelOfService: 'free', measuredAtMs: NOW },
    ]);
    expect(decideSign(null, inputs, aSign({ rules: [rule] }), NOW).order.why).toEqual({
      ruleId: 'standard',
      inputs: [
        { id: 'theater/shortStay', value: -2, status: 'spacesAvailable', measuredAtMs: NOW - 35_000, ageMs: 35_000, quality: 'measured' },
        { id: 'l1', value: 'free', status: null, measuredAtMs: NOW, ageMs: 0, quality: null },
        { id: 'l2', value: 'free', status: null, measuredAtMs: NOW, ageMs: 0, quality: null },
      ],
      lock: null,
      rungs: [{ slotId: 'r1:theater/shortStay', level: 'direction', triggers: ['impossibleValue'] }],
      trigger: 'impossibleValue',
      renderFault: null,
      textDe: 'Regel standard. Theater: nur Richtung (unmöglicher Wert).',
      textEn: 'Rule standard. Theater: direction only (impossible value).',
    });
  });
  it('say why also where nothing is known, and shortly', () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ rowId: `r${i}`, targetId: `t${i}`, audience: 'a', label: `Parkhaus ${i}`, arrow: 'none' as const }));
    const { why } = decideSign(null, someInputs([]), aSign({ panel: aCounterPanel({ rows }), rules: [] }), NOW).order;
    expect(why.textDe).toMatch(/^Keine Regel trifft zu\. Parkhaus 0: nur Richtung \(keine Daten\)\./);
    expect([why.textDe.length, why.textDe.endsWith('…')]).toEqual([480, true]);
    expect(why.inputs[0]).toEqual({ id: 't0/a', value: null, status: null, measuredAtMs: null, ageMs: null, quality: null });
  });
  it('name a link that is not there', () => {
    const rule = aRule({ condition: { kind: 'levelOfService', linkId: 'gone', in: ['unknown'] } });
    expect(decide({}, { rules: [rule] }).order.why.inputs[1]).toEqual({ id: 'gone', value: null, status: null, measuredAtMs: null, ageMs: null, quality: null });
  });
});

describe('rules', () => {
  const two = [
    aRule({ ruleId: 'low', priority: 1, content: { kind: 'rows', rows: [{ rowId: 'r1', show: 'text', text: 'LOW' }] } }),
    aRule({ ruleId: 'high', priority: 2, condition: { kind: 'vacant', targetId: 'theater', audience: 'shortStay', below: 50 }, content: { kind: 'rows', rows: [{ rowId: 'r1', show: 'text', text: 'HIGH' }] } }),
  ];
  const of = (vacant: number): ((nowMs: number) => SignInputs) => fresh({ vacant });

  it('the highest that applies wins, among equals the first', () => {
    expect(shows(decide({}, { rules: two }))).toBe('LOW|live');
    expect(shows(decide({ vacant: 10 }, { rules: two }))).toBe('HIGH|live');
    expect(shows(decide({}, { rules: [aRule({ ruleId: 'a', content: { kind: 'blank' } }), aRule({ ruleId: 'b' })] }))).toBe('|live');
  });
  it('apply by schedule in the zone of the sign', () => {
    const rules = [aRule({ ruleId: 'night', priority: 9, schedule: [{ from: '20:00', to: '06:00' }], content: { kind: 'blank' } }), aRule()];
    expect(decide({}, { rules }).order.why.ruleId).toBe('standard');
    expect(decide({}, { rules, timeZone: 'Asia/Tokyo' }).order.why.ruleId).toBe('standard');
    expect(decide({}, { rules, timeZone: 'Pacific/Auckland' }).order.why.ruleId).toBe('night');
  });
  it('no rule: rows show their own targets', () => {
    expect(shows(decide({}, { rules: [] }))).toBe('120|live');
    const run = timeline(aSign({ rules: [] }), [[0, fresh()], [60, fresh()]]);
    expect(run.map(({ order, state }) => [order.why.ruleId, state.ruleSinceMs])).toEqual([[null, NOW], [null, NOW]]);
  });
  it('stay for the dwell and widen their thresholds, but not without evidence', () => {
    const config = aSign({ rules: two, limits: someLimits({ dwellSeconds: 30, hysteresisVehicles: 5 }) });
    const texts = timeline(config, [[0, of(49)], [10, of(60)], [30, of(54)], [40, of(55)], [50, of(40)], [70, of(40)], [71, fresh({ contradictory: true })]]).map((one) => firstRow(one).text);
    expect(texts).toEqual(['HIGH', 'HIGH', 'HIGH', 'LOW', 'LOW', 'HIGH', 'LOW']);
  });
  it('may turn a row to another target', () => {
    const rules = [aRule({ content: { kind: 'rows', rows: [{ rowId: 'r1', show: 'target', targetId: 'west', audience: 'disabled' }] } })];
    expect(shows(decide({ targetId: 'west', audience: 'disabled', vacant: 4 }, { rules }))).toBe('4|live');
  });
  it('hold on the sign only as long as their evidence', () => {
    const decision = decide({ vacant: 10, measuredAtMs: NOW - 250_000 }, { rules: two });
    expect(firstRow(decision)).toMatchObject({ text: 'HIGH', showUntilMs: NOW + 50_000, fallbackText: '→' });
    expect(firstRow(decide({}, { rules: two })).showUntilMs).toBe(NOW + 600_000);
  });
  it('with a text meant for another kind of sign leave the rows alone', () => {
    expect(shows(decide({}, { rules: [aRule({ content: { kind: 'multi', template: 'A', lowThreshold: 0, directionMulti: null } })] }))).toBe('120|live');
  });
});

describe('locks', () => {
  it('win over rules and ladder until they expire, then the rule is back', () => {
    const lock = aLock({ expiresAtMs: NOW + 20_000 });
    const run = timeline(aSign(), [[0, fresh({}, { locks: [lock] })], [19, fresh({ contradictory: true }, { locks: [lock] })], [20, fresh({}, { locks: [lock] })]]);
    expect(run.map(shows)).toEqual(['ZU|live', 'ZU|live', '120|live']);
    expect(run[0]?.order.why.lock).toEqual({ lockId: 'lock-1', operator: 'leitstelle', reason: 'Stadtfest', expiresAtMs: NOW + 20_000 });
    expect(run[0]?.order.why.textDe).toBe('Sperre durch leitstelle: Stadtfest. Regel standard.');
    expect(run[0]?.order.why.textEn).toBe('Locked by leitstelle: Stadtfest. Rule standard.');
    expect(run[0] && firstRow(run[0])).toMatchObject({ showUntilMs: NOW + 20_000, fallbackText: '→' });
  });
  it('say who: a person, the control room where no name is published, or a plan', () => {
    const why = (operator: string) => decide({}, {}, { locks: [aLock({ operator })] }).order.why;
    expect([why('operator').textDe, why('operator').textEn]).toEqual(['Sperre durch die Leitstelle: Stadtfest. Regel standard.', 'Locked by the control room: Stadtfest. Rule standard.']);
    expect([why('plan:fest').textDe, why('plan:fest').textEn]).toEqual(['Handlungsplan „Stadtfest“. Regel standard.', 'Action plan “Stadtfest”. Rule standard.']);
  });
  it('the latest wins, then the greatest id, and only those in force', () => {
    const text = (lockId: string, setAtMs: number, over = {}): ReturnType<typeof aLock> =>
      aLock({ lockId, setAtMs, content: { kind: 'rows', rows: [{ rowId: 'r1', show: 'text', text: lockId }] }, ...over });
    const locked = (...locks: ReturnType<typeof aLock>[]): string => firstRow(decide({}, {}, { locks })).text;
    expect(locked(text('a', NOW - 2), text('b', NOW - 1), text('c', NOW - 3))).toBe('b');
    expect(locked(text('b', NOW), text('c', NOW), text('a', NOW))).toBe('c');
    expect(locked(text('later', NOW + 1), text('over', NOW - 9, { expiresAtMs: NOW }))).toBe('120');
  });
  it('may darken the sign or leave other rows to the rule', () => {
    expect(firstRow(decide({}, {}, { locks: [aLock({ content: { kind: 'blank' } })] }))).toMatchObject({ text: '', level: 'live', showUntilMs: NOW + 600_000 });
    const panel = aCounterPanel({ rows: [...aCounterPanel().rows, { rowId: 'r2', targetId: 'theater', audience: 'shortStay', label: 'T', arrow: 'none' }] });
    expect(decide({}, { panel }, { locks: [aLock()] }).order.content).toMatchObject({ rows: [{ text: 'ZU' }, { text: '120' }] });
  });
});

describe('a text sign', () => {
  const template = 'Theater [patheater,VOLL,ZU]';
  const text = (target: Partial<TargetInput>, config: Partial<SignConfig> = {}, direction: string | null = null): SignDecision =>
    decideSign(null, someInputs([aTarget(target)]), aTextSign(template, config, direction), NOW);

  it.each<[string, Partial<TargetInput>, string]>([
    ['a number', {}, 'Theater 120|live'],
    ['nought is low', { vacant: 0 }, 'Theater VOLL|live'],
    ['full', { status: 'full' }, 'Theater VOLL|live'],
    ['closed', { status: 'closed' }, 'Theater ZU|live'],
    ['free', { vacant: null }, 'Theater FREI|live'],
    ['estimate', { quality: 'estimated' }, 'Theater ~120|estimate'],
    ['direction', { contradictory: true }, 'Theater |direction'],
    ['dark', { measuredAtMs: NOW - 4_000_000 }, '|blank'],
  ])('%s', (_name, target, expected) => {
    expect(says(text(target))).toBe(expected);
  });
  it('says what is meant for the direction alone', () => {
    expect(says(text({ contradictory: true }, {}, 'P →'))).toBe('P →|direction');
    expect(text({}, {}, 'P →').order.content).toMatchObject({ fallbackMulti: 'P →', showUntilMs: NOW + 300_000 });
    expect(text({}).order.content).toMatchObject({ fallbackMulti: 'Theater ' });
    expect(text({ status: 'closed' }).order.content).toMatchObject({ fallbackMulti: '' });
    expect(text({ contradictory: true }).order.content).toMatchObject({ showUntilMs: NOW + 3_600_000 });
  });
  it('keeps a low threshold', () => {
    const rules = [aRule({ content: { kind: 'multi', template, lowThreshold: 5, directionMulti: null } })];
    expect([5, 6].map((vacant) => says(text({ vacant }, { rules })))).toEqual(['Theater VOLL|live', 'Theater 6|live']);
  });
  it('knows short placeholders, audiences, and the same target twice', () => {
    const inputs = someInputs([aTarget(), aTarget({ audience: 'disabled', vacant: 2 }), aTarget({ targetId: 'west', status: 'full' })]);
    const config = aTextSign('{theater} {theater/disabled} [patheater,v,z,disabled] {west} {theater}', { words: { free: 'FREI', full: '[V]', closed: 'Z', estimatePrefix: '~' } });
    expect(says(decideSign(null, inputs, { ...config, panel: aTextPanel({ matrix: { kind: 'full', widthPx: 200, heightPx: 8 }, graphics: [] }) }, NOW))).toBe('120 2 2 [[V]] 120|live');
  });
  it('is worth as much as its worst placeholder', () => {
    const inputs = someInputs([aTarget(), aTarget({ targetId: 'west', contradictory: true })]);
    const decision = decideSign(null, inputs, aTextSign('{theater} {west}'), NOW);
    expect(says(decision)).toBe('120 |direction');
    expect(decision.order.why.rungs.map(({ slotId, level }) => [slotId, level])).toEqual([['theater/shortStay', 'live'], ['west/shortStay', 'direction']]);
  });
  it('shows fixed text, and not for ever when it hears nothing', () => {
    const decision = decideSign(null, someInputs([]), aTextSign('Innenstadt →'), NOW);
    expect(decision.order.content).toMatchObject({ multi: 'Innenstadt →', level: 'live', showUntilMs: NOW + 600_000, fallbackMulti: '' });
  });
  it('is dark without a rule, or with one for rows', () => {
    expect(decideSign(null, someInputs(), aTextSign('', { rules: [] }), NOW).order.content).toMatchObject({ multi: '', showUntilMs: NOW + 3_600_000 });
    expect(says(decideSign(null, someInputs(), aTextSign('', { rules: [aRule()] }), NOW))).toBe('|live');
    const locks = [aLock({ content: { kind: 'blank' } })];
    expect(decideSign(null, someInputs([aTarget()], { locks }), aTextSign('A'), NOW).order.content).toMatchObject({ multi: '', showUntilMs: NOW + 600_000 });
  });
  it('falls back when the text does not fit, and says so', () => {
    const long = 'X'.repeat(40);
    const decision = decideSign(null, someInputs(), aTextSign(`${long}{theater}`, {}, 'P →'), NOW);
    expect(says(decision)).toBe('P →|direction');
    expect(decision.order.why).toMatchObject({ trigger: 'notRenderable', renderFault: expect.stringMatching(/^textTooBig: /) as string });
    expect(says(decideSign(null, someInputs(), aTextSign(`${long}{theater}`), NOW))).toBe('|blank');
    const again = decideSign(decision.state, someInputs(), aTextSign(`${long}{theater}`, {}, 'P →'), NOW + 1000);
    expect([again.changed, again.renewed]).toEqual([false, false]);
  });
  it('renders what it orders', () => {
    const { content } = text({}).order;
    expect(content.kind === 'text' && content.rendering.pages[0]?.lines).toEqual(['Theater 120']);
    expect(content.kind === 'text' && content.fallbackRendering.pages[0]?.lines).toEqual(['Theater']);
  });
  it('is another order on another panel', () => {
    const first = text({});
    const wider = decideSign(first.state, someInputs(), aTextSign(template, { panel: aTextPanel({ matrix: { kind: 'character', columns: 20, rows: 1 } }) }), NOW + 1000);
    expect(wider.changed).toBe(true);
  });
  it('refuses a panel that is none', () => {
    const panel = aTextPanel({ matrix: { kind: 'full', widthPx: 0, heightPx: 0 } });
    expect(() => decideSign(null, someInputs(), aTextSign('A', { panel }), NOW)).toThrow(RangeError);
  });
});
