import { City, SignalStageMessage } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aTown, Town } from './testing/town.js';
import { Tactical } from './tactical.js';
import { tacticalProblems } from './tactical-layout.js';

const lane = (id: string, stage: string) => ({ id, streams: [{ [stage]: 'protected' }], stopLoop: `S-${id}`, upstream: [{ loopId: `U-${id}`, share: 1, travelS: 4, storageVeh: 7 }] });

function townWith(start: 'advice' | 'automatic'): Town {
  const city = aTown();
  const [kreuz] = city.junctions;
  return new Town(City.parse({ ...city, junctions: [{ ...kreuz, tactical: { start, minGreenS: 5, lanes: [lane('n1', 's1'), lane('o1', 's2')] } }] }));
}

/** A controller that takes stage requests, with as many vehicles waiting on the second arm as one likes. */
class Controller {
  stage = 's1';
  greenS = 20;
  nextId: string | null = null;
  requestId: string | null = null;
  faults: string[] = [];
  obeys = true;
  waiting: Record<string, boolean> = { n1: false, o1: false };
  detectors: 'good' | 'none' | 'dead' = 'good';
  private clearS = 0;

  constructor(readonly town: Town) {}

  private seconds() {
    if (this.detectors === 'none') return {};
    if (this.detectors === 'dead') return { detectors: Object.fromEntries(['S-n1', 'U-n1', 'S-o1', 'U-o1'].map((id) => [id, null])) };
    return { detectors: Object.fromEntries(['n1', 'o1'].flatMap((id) => (this.waiting[id] === true ? [[`S-${id}`, { entered: 0, left: 0, occupancyPct: 100 }], [`U-${id}`, { entered: 0, left: 0, occupancyPct: 100 }]] : []))) };
  }

  second(count = 1): this {
    for (let i = 0; i < count; i++) {
      if (this.obeys) this.obey();
      this.town.say({
        kind: 'signalState', deviceId: 'tc-kreuz', plan: null, cycleS: null, cycleSecond: null, groups: {}, mode: 'central', commandId: null, faults: this.faults,
        stage: { id: this.stage, greenS: this.greenS, nextId: this.nextId, requestId: this.requestId }, ...this.seconds(),
      }).pass(1);
    }
    return this;
  }

  private obey(): void {
    const wanted = this.request();
    this.requestId = wanted?.requestId ?? null;
    if (this.nextId !== null && --this.clearS === 0) [this.stage, this.nextId, this.greenS] = [this.nextId, null, 0];
    else if (this.nextId === null && wanted !== null && wanted.stageId !== this.stage) [this.nextId, this.clearS] = [wanted.stageId, 5];
    else this.greenS++;
  }

  request(): SignalStageMessage | null {
    const last = this.town.published('signal/tc-kreuz/stage').at(-1) ?? '';
    return last === '' ? null : SignalStageMessage.parse(JSON.parse(last));
  }
  view() {
    return this.town.store.find('junctions', 'kreuz')!.tactical!;
  }
}

describe('two signals with room for two vehicles between them', () => {
  const say = (town: Town, deviceId: string, stage: string, nextId: string | null, greenS: number, waiting: string[]) => town.say({
    kind: 'signalState', deviceId, plan: null, cycleS: null, cycleSecond: null, groups: {}, mode: 'central', commandId: null, faults: [], stage: { id: stage, greenS, nextId, requestId: null },
    detectors: Object.fromEntries(waiting.map((id) => [id, { entered: 0, left: 0, occupancyPct: 100 }])),
  });

  function pair(first: 'one' | 'two') {
    const city = aTown();
    const kreuz = city.junctions[0]!;
    const behind = { start: 'advice' as const, minGreenS: 5, lanes: [lane('n1', 's1'), lane('o1', 's2')] };
    const ahead = { ...behind, lanes: [{ ...lane('n1', 's2'), upstream: [{ loopId: 'U-n1', share: 1, travelS: 1, storageVeh: 1.6 }], feeders: [{ junctionId: 'kreuz', laneId: 'n1', share: 1, travelS: 3 }] }, lane('o1', 's1')] };
    const town = new Town(City.parse({ ...city, junctions: [{ ...kreuz, tactical: behind }, { ...kreuz, id: 'kreuz-zwei', controllerId: 'tc-zwei', tactical: ahead }] }));
    const seconds = { one: (s: number) => say(town, 'tc-kreuz', 's1', null, s + 6, ['S-n1', 'U-n1']), two: (s: number) => say(town, 'tc-zwei', 's1', s > 12 ? 's2' : null, s, s > 8 ? ['S-n1', 'U-n1'] : []) };
    const views: unknown[] = [];
    for (let s = 0; s < 20; s++) {
      seconds[first](s);
      seconds[first === 'one' ? 'two' : 'one'](s);
      town.pass(1);
      views.push(['kreuz', 'kreuz-zwei'].map((id) => town.store.find('junctions', id)!.tactical!));
    }
    return { town, views };
  }

  it('are looked at together, whichever is heard first', () => {
    const { views } = pair('one');
    expect(pair('two').views).toEqual(views);
    expect(JSON.stringify(views)).toContain('"leastDelay"');
  });

  it('know of each other after a restart as well', () => {
    const { town } = pair('one');
    const other = town.restarted();
    const next = (t: Town) => {
      say(t, 'tc-kreuz', 's1', null, 26, ['S-n1']);
      say(t, 'tc-zwei', 's2', null, 1, ['S-n1']);
      return ['kreuz', 'kreuz-zwei'].map((id) => t.pass(1).store.find('junctions', id)!.tactical!);
    };
    expect(next(other)).toEqual(next(town));
  });
});

describe('tactical level in the engine', () => {
  it('advises every second with its reason, and asks nobody, until an operator lets it', () => {
    const c = new Controller(townWith('advice'));
    c.waiting = { n1: false, o1: true };
    c.second(12);
    expect(c.view()).toMatchObject({ mode: 'advice', ended: null, stageId: 's1', wantedStageId: 's2', reason: 'leastDelay', requestId: null });
    expect(c.view().text.de).toMatch(/^Wechsel zu Phase s2: weniger Wartezeit/);
    expect(c.view().lanes.map((l) => [l.id, l.queueVeh > 0])).toEqual([['n1', false], ['o1', true]]);
    expect(c.request()).toBeNull();
    expect(c.town.act({ type: 'junctionControl', junctionId: 'kreuz', mode: 'automatic', reason: 'rush hour' })).toMatchObject({ ok: true });
    // The guard knows nothing of the past of the lamps: minimum green counts from now.
    c.second(10);
    expect(c.request()).toMatchObject({ junctionId: 'kreuz', stageId: 's2' });
    c.second(6);
    expect(c.view()).toMatchObject({ mode: 'automatic', stageId: 's2', nextStageId: null });
    expect(c.view().runs.map((r) => r.stageId)).toEqual(['s1', null, 's2']);
  });

  it('holds what serves, says a request again before it expires, and takes it back when an operator decides', () => {
    const c = new Controller(townWith('automatic'));
    c.waiting = { n1: true, o1: false };
    c.second(25);
    const sent = c.town.published('signal/tc-kreuz/stage').map((p) => SignalStageMessage.parse(JSON.parse(p)));
    expect(new Set(sent.map((s) => s.requestId)).size).toBe(1);
    expect(sent.length).toBe(3);
    expect(sent.every((s) => s.stageId === 's1' && s.expiresAtMs === s.issuedAtMs + 30_000)).toBe(true);
    c.town.act({ type: 'junctionControl', junctionId: 'kreuz', mode: 'advice', reason: 'works' });
    expect(c.town.published('signal/tc-kreuz/stage').at(-1)).toBe('');
    expect(c.second(3).view()).toMatchObject({ mode: 'advice', ended: null, requestId: null });
    expect(c.town.alarm('signalAutomaticEnded')).toBeUndefined();
  });

  it.each([
    ['silent', (c: Controller) => c.town.pass(7)],
    ['data', (c: Controller) => Object.assign(c, { detectors: 'none' }).second()],
    ['data', (c: Controller) => Object.assign(c, { detectors: 'dead' }).second()],
    ['data', (c: Controller) => Object.assign(c, { stage: 's9', obeys: false }).second()],
    ['fault', (c: Controller) => Object.assign(c, { faults: ['lamp K1 red'] }).second()],
    ['readback', (c: Controller) => Object.assign(c, { obeys: false, waiting: { n1: false, o1: true } }).second(30)],
    ['readback', (c: Controller) => Object.assign(c, { obeys: false, requestId: 'another' }).second(20)],
  ] as const)('ends by itself with an alarm: %s', (why, spoil) => {
    const c = new Controller(townWith('automatic')).second(10);
    expect(c.view().mode).toBe('automatic');
    spoil(c);
    expect(c.request()).toBeNull();
    expect(c.town.published('signal/tc-kreuz/stage').at(-1)).toBe('');
    expect(c.view()).toMatchObject({ mode: 'advice', ended: why });
    // Who saw it in automatic mode has not seen its end: a switch that rests on that is told.
    expect(c.town.store.find('junctions', 'kreuz')?.revision).toBe(1);
    expect(c.town.act({ type: 'junctionControl', junctionId: 'kreuz', mode: 'advice', reason: 'works' }, 'Eva', 0)).toMatchObject({ ok: false, code: 'stale', changes: [{ revision: 1, by: 'rule', action: 'automaticEnded', reason: why }] });
    expect(c.town.alarm('signalAutomaticEnded')).toMatchObject({ severity: 'warning', clearedAtMs: null, about: { kind: 'junction', id: 'kreuz' } });
    // Only a person switches it on again, and with that the alarm has done its work.
    Object.assign(c, { obeys: true, stage: 's1', nextId: null, greenS: 9, faults: [], detectors: 'good' });
    expect(c.second(3).view().mode).toBe('advice');
    c.town.act({ type: 'junctionControl', junctionId: 'kreuz', mode: 'automatic', reason: 'mended' });
    expect(c.town.pass(1).alarm('signalAutomaticEnded')?.clearedAtMs).not.toBeNull();
    expect(c.second(2).view()).toMatchObject({ mode: 'automatic', ended: null });
  });

  it('goes on after a restart as if nothing had been', () => {
    const c = new Controller(townWith('automatic'));
    c.waiting = { n1: true, o1: true };
    c.second(10);
    const other = new Controller(c.town.restarted());
    const { town: _town, ...as } = c;
    Object.assign(other, as);
    expect(other.second(20).view()).toEqual(c.second(20).view());
    expect(other.town.engine.save()).toEqual(c.town.engine.save());
  });

  it('begins anew where the memory was kept by other rules or for other lanes', () => {
    const kreuz = townWith('automatic').city.junctions[0]!;
    const tactical = new Tactical(kreuz, kreuz.tactical!);
    const { memory } = tactical;
    const { rules } = memory.coupled;
    const other = (over: object) => ({ ...memory, coupled: { ...memory.coupled, rules: { ...rules, ...over } } }) as typeof memory;
    expect([memory, other({ version: 1 }), other({ lanes: rules.lanes.slice(1) }), { ...memory, count: undefined } as unknown as typeof memory].map((m) => tactical.fits(m))).toEqual([true, false, false, false]);
  });

  it('says a request in force again when asked, and hears a second only once', () => {
    const c = new Controller(townWith('automatic')).second(3);
    const before = c.view();
    c.town.say({ kind: 'signalState', deviceId: 'tc-kreuz', timeMs: before.atMs, plan: null, cycleS: null, cycleSecond: null, groups: {}, mode: 'central', commandId: null, faults: [], stage: { id: 's2', greenS: 1, nextId: null, requestId: null }, detectors: {} });
    expect(c.town.pass(1).store.find('junctions', 'kreuz')!.tactical).toEqual(before);
    const count = c.town.published('signal/tc-kreuz/stage').length;
    c.town.engine.republish();
    c.town.pass(1);
    expect(c.town.published('signal/tc-kreuz/stage').length).toBe(count + 1);
  });

  it('lets the strategic level lay out plans by what the detectors saw, as long as the controller speaks', () => {
    const town = townWith('advice');
    let queue = 0;
    // The configured plan runs; on the second arm somebody comes every three seconds, and one leaves every two of its green.
    const second = (s: number) => {
      const at = s % 70;
      const [id, nextId] = at < 30 ? ['s1', null] : at < 35 ? ['s1', 's2'] : at < 65 ? ['s2', null] : ['s2', 's1'];
      const comes = s % 3 === 0;
      queue += comes ? 1 : 0;
      const leaves = at >= 37 && at < 65 && s % 2 === 0 && queue > 0;
      queue -= leaves ? 1 : 0;
      const loops = { ...(comes ? { 'U-o1': { entered: 1, left: 1, occupancyPct: 40 } } : {}), ...(queue > 0 || leaves ? { 'S-o1': { entered: leaves ? 1 : 0, left: leaves ? 1 : 0, occupancyPct: leaves ? 40 : 100 } } : {}) };
      town.say({ kind: 'signalState', deviceId: 'tc-kreuz', plan: 'p1', cycleS: 70, cycleSecond: at, groups: {}, mode: 'central', commandId: null, faults: [], stage: { id: id!, greenS: at % 35, nextId: nextId!, requestId: null }, detectors: loops }).pass(1);
    };
    for (let s = 0; s < 280; s++) second(s);
    const shown = () => town.store.find('junctions', 'kreuz')!.recommendation;
    expect(shown()).toBeNull();
    for (let s = 280; s < 560; s++) second(s);
    const greens = Object.fromEntries(shown()!.plan.stages.map((s) => [s.stageId, s.greenS]));
    expect(greens['s2']).toBeGreaterThan(2 * greens['s1']!);
    expect(shown()!.inputs).toEqual([{ id: 'n1', vehPerH: expect.any(Number), ageMs: 0 }, { id: 'o1', vehPerH: expect.any(Number), ageMs: 0 }]);
    expect(shown()!.inputs[1]!.vehPerH).toBeGreaterThan(1000);
    town.pass(1200);
    // Silent: nothing is known of the demand any more, and what was proposed has expired.
    expect([shown(), town.store.find('junctions', 'kreuz')!.delayS]).toEqual([null, null]);
    // Back again, it counts anew before it has a word.
    for (let s = 0; s < 280; s++) second(s);
    expect(shown()).toBeNull();
  });

  it('is for those only whose controller takes stage requests', () => {
    expect(new Town().act({ type: 'junctionControl', junctionId: 'kreuz', mode: 'automatic', reason: 'try' })).toMatchObject({ ok: false, code: 'invalid' });
    expect(new Town().act({ type: 'junctionControl', junctionId: 'nirgends', mode: 'automatic', reason: 'try' })).toMatchObject({ ok: false, code: 'notFound' });
  });

  it('names what a configuration got wrong', () => {
    const [kreuz] = townWith('advice').city.junctions;
    expect(tacticalProblems(kreuz!)).toEqual([]);
    const wrong = { ...kreuz!, tactical: { ...kreuz!.tactical!, clearanceS: { s9: { s1: 3 } }, lanes: [...kreuz!.tactical!.lanes!, { ...kreuz!.tactical!.lanes![0]!, streams: [{}] }] } };
    expect(tacticalProblems(wrong)).toEqual(["tactical: stage s9 is not one of the junction's", 'tactical: lane n1 is never green', 'tactical: lane n1 stands there twice']);
  });
});
