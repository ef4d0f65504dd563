import { City } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aTown, Town } from './testing/town.js';

const shown = (t: Town) => t.store.find('junctions', 'kreuz')!;
const state = (t: Town, how: { plan?: string; cycleS?: number; commandId?: string | null; faults?: string[]; mode?: 'local' | 'central' | 'flashing' } = {}) =>
  t.say({ kind: 'signalState', deviceId: 'tc-kreuz', plan: how.plan ?? 'p1', cycleS: how.cycleS ?? 70, cycleSecond: 3, groups: { K1: 3, K2: 1 }, mode: how.mode ?? 'local', commandId: how.commandId ?? null, faults: how.faults ?? [] });

/** Much traffic on one arm, little on the other, minute by minute. */
function minute(t: Town, how: Parameters<typeof state>[1] = {}, vehicles: [number, number] = [18, 3]): void {
  const startMs = t.nowMs - 60_000;
  ['lp-n1', 'lp-o1'].forEach((deviceId, i) => {
    const n = vehicles[i]! + (Math.floor(t.nowMs / 60_000) % 2);
    t.say({ kind: 'loopInterval', deviceId, startMs, vehicles: n, heavyVehicles: 0, occupancyPct: n + (Math.floor(t.nowMs / 60_000) % 3), meanSpeedKmh: 35 + n / 3, meanSpeedCarKmh: null, meanSpeedHeavyKmh: null });
  });
  state(t, how).pass(60);
}
let base: Town | null = null;
/** A town with an open recommendation. */
const proposed = (): Town => (base ??= untilProposed()).restarted();
function untilProposed(): Town {
  const t = new Town();
  for (let m = 0; m < 15 && shown(t).recommendation === null; m += 1) minute(t);
  expect(shown(t).recommendation?.state).toBe('proposed');
  return t;
}
const decide = (t: Town, decision: 'accept' | 'reject', id = shown(t).recommendation!.id) => t.act({ type: 'decideRecommendation', recommendationId: id, decision, reason: 'because' });
const command = (t: Town) => t.published('signal/tc-kreuz/command').at(-1);

describe('junctions in the engine', () => {
  it('shows the controller as it is', () => {
    const t = state(new Town()).pass(1);
    expect(shown(t)).toMatchObject({ online: true, plan: 'p1', mode: 'local', cycleS: 70, cycleSecond: 3, groups: { K1: 3, K2: 1 } });
    t.say({ kind: 'deviceLife', deviceId: 'tc-kreuz', deviceClass: 'signal', state: 'offline', bootId: null }).pass(1);
    expect(shown(t).online).toBe(false);
  });

  it('raises a critical alarm for a fault of the controller and clears it', () => {
    const t = state(new Town(), { faults: ['lamp K1 red'] }).pass(1);
    expect(t.alarm('signalFault')).toMatchObject({ severity: 'critical', clearedAtMs: null, text: { de: 'Kreuz: lamp K1 red' } });
    state(t).pass(1);
    expect(t.alarm('signalFault')!.clearedAtMs).not.toBeNull();
  });

  it('recommends only what gains, with its reason, its measurements and an end', () => {
    const t = proposed();
    const r = shown(t).recommendation!;
    expect(r.delayAfterS).toBeLessThan(r.delayNowS);
    expect(r.inputs.map((i) => i.id).sort()).toEqual(['n1', 'o1']);
    expect(r.expiresAtMs).toBeGreaterThan(r.issuedAtMs);
    expect(JSON.parse(t.published('signal/tc-kreuz/recommendation').at(-1)!)).toMatchObject({ recommendationId: r.id, plan: r.plan, reason: r.reason });
    expect(command(t)).toBeUndefined();
  });

  it('recommends nothing without traffic', () => {
    const t = new Town();
    expect(shown(t).note).toBeUndefined();
    for (let m = 0; m < 15; m += 1) minute(t, {}, [2, 2]);
    expect(shown(t)).toMatchObject({ recommendation: null, note: { en: 'The running plan is good enough.' } });
  });

  it('recommends nothing for a signal that has to be laid out together with the next one', () => {
    const city = aTown();
    const [kreuz] = city.junctions;
    const lane = (id: string, stage: string, feeders: object[] = []) => ({ id, streams: [{ [stage]: 'protected' }], stopLoop: `S-${id}`, upstream: [], feeders });
    const at = (id: string, feeders: object[] = []) => ({ ...kreuz, id, controllerId: `tc-${id}`, tactical: { minGreenS: 5, lanes: [lane('n1', 's1', feeders), lane('o1', 's2')] } });
    const behind = (travelS: number) => ({ ...at('dahinter', [{ junctionId: 'kreuz', laneId: 'n1', share: 1, travelS }]), arms: kreuz!.arms.map((a) => ({ ...a, lanes: a.lanes.map((l) => ({ ...l, loops: [] })) })) });
    const recommended = (travelS: number) => {
      const t = new Town(City.parse({ ...city, junctions: [at('kreuz'), behind(travelS)] }));
      for (let m = 0; m < 15; m += 1) minute(t);
      return shown(t);
    };
    expect(recommended(20)).toMatchObject({ recommendation: { state: 'proposed' }, note: null });
    expect(recommended(3)).toMatchObject({ recommendation: null, note: { de: 'Zwischen hier und Kreuz ist nur für wenige Fahrzeuge Platz: Beide müssen gemeinsam geplant werden.' } });
  });

  it('commands an accepted plan, and calls it confirmed when the controller runs it', () => {
    const t = proposed();
    const r = shown(t).recommendation!;
    expect(decide(t, 'accept')).toMatchObject({ ok: true });
    t.pass(1);
    const sent = JSON.parse(command(t)!) as { recommendationId: string; plan: { id: string; cycleS: number }; expiresAtMs: number };
    expect(sent).toMatchObject({ recommendationId: r.id, junctionId: 'kreuz', plan: r.plan });
    expect(sent.expiresAtMs).toBeGreaterThan(t.nowMs);
    // What is decided is no proposal any more.
    expect(t.published('signal/tc-kreuz/recommendation').at(-1)).toBe('');
    expect(shown(t).recommendation).toMatchObject({ state: 'commanded', decidedBy: 'operator', decisionReason: 'because' });
    state(t, { plan: sent.plan.id, cycleS: sent.plan.cycleS, commandId: r.id, mode: 'central' }).pass(1);
    expect(shown(t).recommendation?.state).toBe('confirmed');
    const stages = t.effects.derived.flatMap((d) => (d.table === 'recommendation' && d.value.id === r.id ? [d.value.state] : []));
    expect(stages[0]).toBe('proposed');
    expect(stages.at(-1)).toBe('confirmed');
  });

  it('takes a command back and raises an alarm when the controller does not follow', () => {
    const t = proposed();
    decide(t, 'accept');
    for (let m = 0; m < 10 && t.alarm('signalCommandFailed') === undefined; m += 1) minute(t);
    expect(t.alarm('signalCommandFailed')).toMatchObject({ clearedAtMs: null, about: { kind: 'junction', id: 'kreuz' } });
    expect(command(t)).toBe('');
  });

  it('goes on showing what did not come to be, with how it ended and why, for an hour and over a restart', () => {
    const before = proposed();
    const { id } = shown(before).recommendation!;
    decide(before, 'accept');
    for (let m = 0; m < 10 && before.alarm('signalCommandFailed') === undefined; m += 1) minute(before, { mode: 'flashing' });
    const failed = { id, state: 'failed', decidedBy: 'operator', decisionReason: 'because', ended: { text: { de: 'Nicht bestätigt. Die Anlage ist ausgeschaltet oder blinkt gelb. Der Schaltbefehl ist zurückgenommen. Die nächsten 30 min wird hier nur ein anderes Programm vorgeschlagen, das deutlich mehr bringt.' } } };
    expect(shown(before).recommendation).toMatchObject(failed);
    const endedAtMs = shown(before).recommendation!.ended!.atMs;
    expect(endedAtMs).toBe(before.alarm('signalCommandFailed')!.raisedAtMs);
    const t = before.restarted();
    // As long as the signals flash nothing else is recommended.
    t.pass(120);
    expect(shown(t).recommendation).toMatchObject(failed);
    expect(decide(t, 'accept', id)).toMatchObject({ ok: false, code: 'notFound' });
    expect(t.audit().at(-1)).toMatchObject({ outcome: 'refused' });
    t.pass((endedAtMs - t.nowMs) / 1000 + 3600 - 120);
    expect(shown(t).recommendation?.state).toBe('failed');
    t.pass(240);
    expect(shown(t).recommendation).toBeNull();
  });

  it('does not recommend the same at once to a controller that did not follow, over a restart either; half an hour later it does', () => {
    const before = proposed();
    const { id } = shown(before).recommendation!;
    decide(before, 'accept');
    state(before.pass(1), { faults: [`command ${id} refused`] });
    const failedAtMs = before.nowMs;
    minute(before);
    const t = before.restarted();
    while (t.nowMs < failedAtMs + 29 * 60_000) {
      minute(t);
      expect(shown(t).recommendation).toMatchObject({ id, state: 'failed' });
    }
    for (let m = 0; m < 4 && shown(t).recommendation?.id === id; m += 1) minute(t);
    expect(shown(t).recommendation).toMatchObject({ state: 'proposed' });
  });

  it('says what became of a command while the service was away', () => {
    const t = proposed();
    decide(t, 'accept');
    t.pass(1).away(2000).pass(60);
    expect(shown(t).recommendation).toMatchObject({ state: 'failed', ended: { text: { de: 'Nicht bestätigt. Vom Steuergerät kommt keine Rückmeldung. Der Schaltbefehl ist zurückgenommen. Die nächsten 30 min wird hier nur ein anderes Programm vorgeschlagen, das deutlich mehr bringt.' } } });
  });

  it('lets a newer one take the place of what ended', () => {
    const t = proposed();
    const { id } = shown(t).recommendation!;
    expect(decide(t, 'reject')).toMatchObject({ ok: true });
    expect(t.audit().at(-1)).toMatchObject({ detail: { before: { status: 'proposed' }, after: { status: 'rejected' } } });
    minute(t);
    expect(shown(t).recommendation).toMatchObject({ id, state: 'rejected', ended: { text: { de: 'Die Leitstelle hat sie abgelehnt. Die nächsten 30 min wird hier nur vorgeschlagen, was deutlich mehr bringt.' } } });
    for (let m = 0; m < 45 && shown(t).recommendation?.id === id; m += 1) minute(t);
    expect(shown(t).recommendation).toMatchObject({ state: 'proposed' });
    expect(shown(t).recommendation?.ended).toBeUndefined();
  });

  it('takes up a memory from before it kept what ended', () => {
    const saved = proposed().engine.save();
    delete (saved.junctions['kreuz']!.advice as { ended?: unknown }).ended;
    const t = new Town(undefined, proposed().nowMs);
    t.engine.restore(saved);
    t.pass(120);
    expect(shown(t).recommendation?.state).toBe('proposed');
  });

  it('commands nothing that was rejected', () => {
    const t = proposed();
    const { id } = shown(t).recommendation!;
    expect(decide(t, 'reject')).toMatchObject({ ok: true });
    t.pass(1);
    expect(command(t)).toBeUndefined();
    expect(t.published('signal/tc-kreuz/recommendation').at(-1)).toBe('');
    expect(decide(t, 'accept', id)).toMatchObject({ ok: false });
    expect(t.audit().map((a) => a.outcome)).toEqual(['ok', 'refused']);
  });

  it('decides once: a second answer is refused', () => {
    const t = proposed();
    const { id } = shown(t).recommendation!;
    decide(t, 'accept');
    expect(decide(t, 'reject', id)).toMatchObject({ ok: false });
    expect(t.act({ type: 'decideRecommendation', recommendationId: 'kreuz-0', decision: 'accept', reason: '' })).toEqual({ ok: false, code: 'notFound', message: 'open recommendation kreuz-0 is not known' });
  });

  it('does not command a recommendation after its end', () => {
    const t = proposed();
    const r = shown(t).recommendation!;
    t.pass((r.expiresAtMs - t.nowMs) / 1000 + 120);
    expect(decide(t, 'accept', r.id)).toMatchObject({ ok: false });
    expect(command(t)).toBeUndefined();
    expect(t.published('signal/tc-kreuz/recommendation').at(-1)).toBe('');
  });

  it('remembers an open recommendation and a command over a restart, and says them again', () => {
    const open = proposed().restarted();
    open.engine.republish();
    open.pass(0);
    expect(JSON.parse(open.published('signal/tc-kreuz/recommendation').at(-1)!)).toMatchObject({ recommendationId: shown(open).recommendation!.id });
    expect(decide(open, 'accept')).toMatchObject({ ok: true });
    const commanded = open.pass(1).restarted();
    commanded.engine.republish();
    commanded.pass(0);
    expect(JSON.parse(command(commanded)!)).toMatchObject({ recommendationId: shown(commanded).recommendation!.id });
  });

  it('does not let an old controller state overwrite a new one', () => {
    const t = state(new Town(), { plan: 'p1' }).pass(1);
    t.say({ kind: 'signalState', deviceId: 'tc-kreuz', plan: 'old', cycleS: 60, cycleSecond: 0, groups: {}, mode: 'off', commandId: null, faults: [], timeMs: t.nowMs - 60_000 }, true).pass(1);
    expect(shown(t).plan).toBe('p1');
  });
});
