import { City } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aTown, T0, Town } from './testing/town.js';

const text = (de: string) => ({ de, en: de });
const lane = (at: string, id: string, signalGroup: string) => ({ id, movements: ['through'], signalGroup, loops: [{ deviceId: `lp-${at}-${id}`, role: 'upstream', distanceM: 40 }] });
const arm = (at: string, id: string, bearingDeg: number, group: string) => ({ id, street: id, bearingDeg, lanes: [lane(at, `${id}1`, group)] });
const LINK = { street: 'Ring', area: 'a', lengthM: 486, freeSpeedKmh: 50, laneCount: 1, shape: [[11, 48], [11.01, 48]] };

/** Two crossings 35 s apart at 50 km/h, both with the same cycle of 70 s and no offset: each wave meets red. */
const CITY = City.parse({
  ...aTown(),
  junctions: ['west', 'ost'].map((id) => ({
    id, name: `Kreuzung ${id}`, area: 'a', position: [11, 48], controllerId: `tc-${id}`,
    arms: [arm(id, 'w', 270, 'K1'), arm(id, 'e', 90, 'K1'), arm(id, 'n', 0, 'K2')],
    signalGroups: [{ id: 'K1', kind: 'vehicle', minGreenS: 8 }, { id: 'K2', kind: 'vehicle', minGreenS: 8 }],
    intergreensS: { K1: { K2: 5 }, K2: { K1: 5 } },
    stages: [{ id: 's1', groups: ['K1'] }, { id: 's2', groups: ['K2'] }],
    plans: [{ id: 'p1', cycleS: 70, offsetS: 0, stages: [{ stageId: 's1', greenS: 30 }, { stageId: 's2', greenS: 30 }] }],
  })),
  links: [{ ...LINK, id: 'hin', from: 'west', to: 'ost', toArm: 'w' }, { ...LINK, id: 'her', from: 'ost', to: 'west', toArm: 'e' }],
  corridors: [{
    id: 'ring', name: text('Ring'), area: 'a', stops: ['west', 'ost'].map((junctionId) => ({ junctionId, forward: ['w1'], backward: ['e1'] })),
    sections: [{ forward: 'hin', backward: 'her', progressionKmh: 50 }],
  }],
});
const FLOWS = { w1: 8, e1: 8, n1: 5 };

const shown = (t: Town) => t.store.find('corridors', 'ring')!;
const runs = (t: Town, at: string, how: { plan?: string; cycleS?: number; commandId?: string | null } = {}) =>
  t.say({ kind: 'signalState', deviceId: `tc-${at}`, plan: how.plan ?? 'p1', cycleS: how.cycleS ?? 70, cycleSecond: 3, groups: { K1: 3, K2: 1 }, mode: how.commandId === undefined ? 'local' : 'central', commandId: how.commandId ?? null, faults: [] });

function minute(t: Town, states: (t: Town) => void = (town) => ['west', 'ost'].forEach((at) => runs(town, at))): void {
  const startMs = t.nowMs - 60_000;
  const odd = Math.floor(t.nowMs / 60_000) % 2;
  for (const at of ['west', 'ost']) {
    for (const [id, vehicles] of Object.entries(FLOWS)) t.say({ kind: 'loopInterval', deviceId: `lp-${at}-${id}`, startMs, vehicles: vehicles + odd, heavyVehicles: 0, occupancyPct: 10 + odd, meanSpeedKmh: 35 + odd, meanSpeedCarKmh: null, meanSpeedHeavyKmh: null });
  }
  states(t);
  t.pass(60);
}
let base: Town | null = null;
/** A town with an open recommendation for its corridor. */
function proposed(): Town {
  if (base === null) {
    base = new Town(CITY);
    for (let m = 0; m < 20 && base.store.find('corridors', 'ring')?.recommendation == null; m += 1) minute(base);
  }
  return base.restarted();
}
const decide = (t: Town, decision: 'accept' | 'reject') => t.act({ type: 'decideRecommendation', recommendationId: shown(t).recommendation!.id, decision, reason: 'because' });
const command = (t: Town, at: string) => t.published(`signal/tc-${at}/command`).at(-1);
const sent = (t: Town, at: string) => JSON.parse(command(t, at)!) as { recommendationId: string; plan: { id: string; cycleS: number; offsetS: number } };
/** A controller that does what it is told: without a command its own plan. */
const follow = (t: Town, at: string) => (command(t, at) === '' ? runs(t, at) : runs(t, at, { plan: sent(t, at).plan.id, cycleS: sent(t, at).plan.cycleS, commandId: sent(t, at).recommendationId }));
const inForce = (): Town => {
  const t = proposed();
  decide(t, 'accept');
  for (const at of ['west', 'ost']) follow(t.pass(1), at);
  return t.pass(1);
};

describe('corridors in the engine', () => {
  it('shows what runs, and says why there is nothing to recommend', () => {
    const t = new Town(CITY);
    minute(t);
    expect(shown(t)).toMatchObject({ id: 'ring', atMs: T0 + 7000, now: null, recommendation: null, dayBefore: null });
    // By their names.
    expect(shown(t).note?.de).toBe('Zu wenig gemessen: Kreuzung west, Kreuzung ost.');
  });

  it('recommends offsets for all junctions together, with greens, bands and a reason', () => {
    const r = shown(proposed()).recommendation!;
    expect(r).toMatchObject({ corridorId: 'ring', state: 'proposed', confirmed: [], decidedBy: null, now: { cycleS: 70, stops: [{ junctionId: 'west' }, { junctionId: 'ost' }] } });
    expect(r.after.delayS).toBeLessThan(r.now.delayS);
    expect(r.after.bands!.forward.lengthS + r.after.bands!.backward.lengthS).toBeGreaterThan(r.now.bands!.forward.lengthS + r.now.bands!.backward.lengthS + 20);
    expect(r.after.stops[0]!.plan.offsetS).not.toBe(r.after.stops[1]!.plan.offsetS);
    expect(r.reason.de).toMatch(/^Ring: grüne Welle/);
    expect(shown(proposed()).note).toBeNull();
  });

  it('accepted, commands all and is confirmed when the last controller follows', () => {
    const t = proposed();
    const id = shown(t).recommendation!.id;
    expect(decide(t, 'accept')).toMatchObject({ ok: true });
    expect(t.audit().at(-1)).toMatchObject({ action: 'decideRecommendation', about: { kind: 'recommendation', id }, detail: { before: { status: 'proposed' }, after: { status: 'commanded' } } });
    t.pass(1);
    const plans = shown(t).recommendation!.after.stops.map((s) => s.plan);
    expect([sent(t, 'west').plan, sent(t, 'ost').plan]).toEqual(plans);
    follow(t, 'west').pass(1);
    expect(shown(t).recommendation).toMatchObject({ state: 'commanded', confirmed: ['west'], decidedBy: 'operator' });
    follow(t, 'ost').pass(1);
    expect(shown(t).recommendation).toMatchObject({ state: 'confirmed', confirmed: ['west', 'ost'] });
    // What is shown as running is the wave, before its next turn.
    follow(follow(t, 'west'), 'ost').pass(20);
    expect(shown(t).now?.stops.map((s) => s.plan)).toEqual(plans);
    const rows = t.effects.derived.flatMap((d) => (d.table === 'recommendation' && d.value.id === sent(t, 'ost').recommendationId ? [d.value.state] : []));
    expect(rows).toEqual(['proposed', 'accepted', 'commanded', 'confirmed']);
  });

  it('goes on over a restart', () => {
    const t = inForce().restarted();
    expect(shown(t).recommendation?.state).toBe('confirmed');
    minute(t, (town) => ['west', 'ost'].forEach((at) => follow(town, at)));
    expect(shown(t).recommendation?.state).toBe('confirmed');
  });

  it('begins anew where the corridor has other junctions by then', () => {
    const [corridor] = CITY.corridors;
    const turned = new Town({ ...CITY, corridors: [{ ...corridor!, stops: [...corridor!.stops].reverse(), sections: [{ forward: 'her', backward: 'hin', progressionKmh: 50 }] }] });
    turned.engine.restore(inForce().engine.save());
    turned.pass(10);
    expect(shown(turned).recommendation).toBeNull();
  });

  it('ends for all when one does not follow, with an alarm that names it', () => {
    const t = inForce();
    for (let m = 0; m < 3; m += 1) minute(t, (town) => { follow(town, 'west'); runs(town, 'ost'); });
    expect(shown(t).recommendation).toMatchObject({ state: 'failed', failure: { junctionId: 'ost' } });
    expect(t.alarm('signalCommandFailed')).toMatchObject({ about: { kind: 'junction', id: 'ost' } });
    expect([command(t, 'west'), command(t, 'ost')]).toEqual(['', '']);
  });

  it('ends with its commands, and the next day says what it brought', () => {
    const t = inForce();
    for (let m = 0; m < 61; m += 1) minute(t, (town) => ['west', 'ost'].forEach((at) => follow(town, at)));
    expect(shown(t).recommendation?.state).not.toBe('confirmed');
    expect([command(t, 'west'), command(t, 'ost')]).toEqual(['', '']);
    const ended = t.effects.derived.flatMap((d) => (d.table === 'recommendation' ? [d.value.state] : []));
    expect(ended).toContain('expired');
    // A day later nothing is measured; the outcome is there all the same.
    t.away(86_400 - 4000).pass(600);
    expect(shown(t).dayBefore).toMatchObject({ state: 'expired' });
    expect(shown(t).dayBefore!.delayMeasuredS).toBeGreaterThan(0);
  });

  it('rejected, commands nobody and is not proposed again at once', () => {
    const t = proposed();
    const id = shown(t).recommendation!.id;
    expect(decide(t, 'reject')).toMatchObject({ ok: true });
    expect(shown(t).recommendation).toMatchObject({ state: 'rejected', decidedBy: 'operator', decisionReason: 'because' });
    for (let m = 0; m < 10; m += 1) minute(t);
    expect(shown(t).recommendation?.state).toBe('rejected');
    expect(command(t, 'west')).toBeUndefined();
    expect(t.act({ type: 'decideRecommendation', recommendationId: id, decision: 'accept', reason: 'x' })).toMatchObject({ ok: false, code: 'notFound' });
  });

  it('refuses a second word, and one that comes too late', () => {
    const accepted = proposed();
    decide(accepted, 'accept');
    expect(decide(accepted, 'reject')).toMatchObject({ ok: false, code: 'conflict' });
    const late = proposed();
    const { id } = shown(late).recommendation!;
    late.away(3000);
    expect(late.act({ type: 'decideRecommendation', recommendationId: id, decision: 'accept', reason: 'x' })).toMatchObject({ ok: false });
  });

  it('begins a look again when a word falls into it', () => {
    const t = proposed();
    const heardAtMs = shown(t).atMs!;
    const beginsMs = heardAtMs + 300_000;
    while (t.nowMs + 60_000 < beginsMs) minute(t);
    t.pass((beginsMs + 1000 - t.nowMs) / 1000);
    decide(t, 'reject');
    t.pass(9);
    expect(shown(t).atMs).toBe(heardAtMs);
    t.pass(10);
    expect(shown(t).atMs).toBe(beginsMs + 11_000);
  });

  it('the same readings give the same recommendation', () => {
    const again = new Town(CITY);
    for (let m = 0; m < 20 && shown(again)?.recommendation == null; m += 1) minute(again);
    expect(shown(again).recommendation).toEqual(shown(proposed()).recommendation);
  });
});
