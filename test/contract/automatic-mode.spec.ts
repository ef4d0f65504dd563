import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { City, OperatorCommand } from '@wegweiser/contracts';
import { bindSources, DEFAULT_INTAKE_LIMITS, Intake, COMMAND_TOPIC, loadProtocols, type JournalRecord } from '@wegweiser/field';
import { createSimulation, loadCityFolder, loadProfile, type ScenarioInput } from '@wegweiser/sensors-sim';
import { CityEngine } from '../../apps/service/src/engine/city-engine.js';
import { LiveStore } from '../../apps/service/src/live/live-store.js';

/**
 * Automatic mode where the field is the simulated one: a controller of the demo city says its stage and what its loops see, is asked for
 * stages by retained messages and follows; a fault of it ends the mode.
 */
const START_MS = Date.parse('2026-11-24T06:30:00Z');
const JUNCTION = 'goethestrasse-schillerstrasse';
const FAULT_S = 240;

async function town(city: City, scenario: ScenarioInput) {
  const simulation = createSimulation(city, scenario, 1, START_MS, loadProfile('default'));
  const bound = bindSources(await loadProtocols(), city.sources);
  if (!bound.ok) throw new Error('sources of the demo city');
  const store = new LiveStore('town');
  const engine = new CityEngine(city, store);
  const intake = new Intake(bound.sources, (r) => engine.devices.refuse(r), DEFAULT_INTAKE_LIMITS);
  const requests: string[] = [];
  let [offset, nowMs] = [0, START_MS];
  const record = (topic: string, payload: string | Uint8Array): JournalRecord => ({ offset: offset++, topic, payload: Buffer.from(payload as string), receivedAtMs: nowMs });
  const take = (records: JournalRecord[]): void => {
    engine.process(intake.process(records));
    engine.advanceTo(nowMs);
    const { publish, failures } = engine.takeEffects();
    expect(failures).toEqual([]);
    for (const { topic, payload } of publish) {
      if (topic.endsWith('/stage')) requests.push(payload);
      simulation.receive(topic, payload, nowMs);
    }
  };
  return {
    requests, store,
    view: (id = JUNCTION) => store.find('junctions', id)!.tactical!,
    pass: (seconds: number) => {
      for (const endMs = nowMs + seconds * 1000; nowMs < endMs; ) {
        nowMs += 1000;
        take(simulation.step(nowMs).map((o) => record(o.topic, o.payload)));
      }
    },
    act: (act: OperatorCommand['act'], ifRevision: number) => take([record(COMMAND_TOPIC, JSON.stringify({ commandId: `c${offset}`, by: 'Eva', atMs: nowMs, act, ifRevision }))]),
  };
}

it('a controller of the demo city shows the stages that it is asked for, until it is in trouble', async () => {
  const city = loadCityFolder(fileURLToPath(new URL('../../config/cities/ingolstadt', import.meta.url)));
  const deviceId = city.junctions.find((j) => j.id === JUNCTION)!.controllerId!;
  const t = await town(city, { id: 'x', demand: { profile: 'ingolstadt' }, faults: [{ kind: 'signal', match: { ids: [deviceId] }, when: { afterS: FAULT_S }, mode: 'flashing' }] });
  t.pass(10);
  expect(t.view()).toMatchObject({ mode: 'advice', requestId: null });
  expect(t.view().lanes).toHaveLength(12);
  t.act({ type: 'junctionControl', junctionId: JUNCTION, mode: 'automatic', reason: 'Versuch' }, t.store.find('junctions', JUNCTION)!.revision!);
  t.pass(FAULT_S - 20);
  // It was asked for other stages in turn, and no plan runs while it follows.
  expect(t.view()).toMatchObject({ mode: 'automatic', ended: null, requestId: expect.stringContaining(`st-${JUNCTION}`) as string });
  expect(new Set(t.view().runs.map((r) => r.stageId))).toEqual(new Set([null, 'a', 'b', 'c']));
  expect(t.store.find('junctions', JUNCTION)).toMatchObject({ plan: null, mode: 'central' });
  expect(new Set(t.requests.map((p) => (JSON.parse(p) as { stageId: string }).stageId)).size).toBeGreaterThan(1);
  t.pass(60);
  expect(t.view().mode).toBe('advice');
  expect(t.requests.at(-1)).toBe('');
  expect(t.store.list('alarms').find((a) => a.code === 'signalAutomaticEnded')).toMatchObject({ about: { kind: 'junction', id: JUNCTION } });
});

const SECOND = 'goethestrasse-friedrich-ebert-strasse';
const THIRD = 'schillerstrasse-friedrich-ebert-strasse';

it('each kind of trouble ends it and says what it was: not followed, loops that are faulty, a fault of the controller', async () => {
  const city = loadCityFolder(fileURLToPath(new URL('../../config/cities/ingolstadt', import.meta.url)));
  const junction = (id: string) => city.junctions.find((j) => j.id === id)!;
  const ids = (id: string) => [junction(id).controllerId!];
  const loops = junction(SECOND).arms.flatMap((a) => a.lanes.flatMap((l) => l.loops.map((p) => p.deviceId)));
  const when = { afterS: 60 };
  const t = await town(city, { id: 'x', demand: { profile: 'ingolstadt' }, faults: [
    { kind: 'signal', match: { ids: ids(JUNCTION) }, when, mode: 'deaf' },
    { kind: 'selfReported', match: { classes: ['loop'], ids: loops }, when, probability: 1 },
    { kind: 'selfReported', match: { ids: ids(THIRD) }, when, probability: 1 },
  ] });
  const all = [JUNCTION, SECOND, THIRD];
  t.pass(10);
  for (const id of all) t.act({ type: 'junctionControl', junctionId: id, mode: 'automatic', reason: 'Versuch' }, t.store.find('junctions', id)!.revision!);
  t.pass(45);
  expect(all.map((id) => t.view(id).mode)).toEqual(['automatic', 'automatic', 'automatic']);
  t.pass(65);
  expect(all.map((id) => [t.view(id).mode, t.view(id).ended])).toEqual([['advice', 'readback'], ['advice', 'data'], ['advice', 'fault']]);
  const alarms = t.store.list('alarms').filter((a) => a.code === 'signalAutomaticEnded');
  expect(new Set(alarms.map((a) => a.about.id))).toEqual(new Set(all));
});
