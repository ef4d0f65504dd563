import { DeviceState, LevelOfService, LinkState, Quality } from '@wegweiser/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.js';
import { shownValues, ShownWriter } from './shown-rows.js';

const ms = fc.option(fc.integer({ min: 0, max: 4_000_000_000_000 }));
const value = fc.option(fc.double({ min: 0, max: 100, noNaN: true }).map((n) => Math.abs(n)));
const id = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const device: fc.Arbitrary<DeviceState> = fc.record({
  id, online: fc.option(fc.boolean()), lastSeenMs: ms, quality: fc.option(fc.double({ min: 0, max: 1, noNaN: true })), faults: fc.array(fc.string(), { maxLength: 2 }),
});
const link: fc.Arbitrary<LinkState> = fc.record({
  id, level: fc.constantFrom(...LevelOfService.options), flowVehPerH: value, meanSpeedKmh: value, occupancyPct: value, travelTimeS: value,
  congested: fc.boolean(), quality: fc.constantFrom(...Quality.options), measuredAtMs: ms,
});
const listOf = <T extends { id: string }>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { selector: (v) => v.id, maxLength: 20 });

const throughDisk = (writer: ShownWriter, collection: string, values: { id: string }[]) => {
  const state = { engine: { shown: { [collection]: writer.save(collection, values) } } };
  const { engine } = decodeSnapshot(Buffer.concat(encodeSnapshot(state))) as typeof state;
  return shownValues(collection, engine.shown[collection]!);
};

describe('what is shown, on disk', () => {
  it.each([
    ['devices', listOf(device)],
    ['links', listOf(link)],
  ])('%s come back as they were, in their order, snapshot after snapshot', (collection, lists) => {
    fc.assert(
      fc.property(fc.array(lists as fc.Arbitrary<{ id: string }[]>, { minLength: 1, maxLength: 3 }), (snapshots) => {
        const writer = new ShownWriter();
        for (const values of snapshots) expect(throughDisk(writer, collection, values)).toEqual(values);
      }),
    );
  });

  it('has room for every field that the wire knows', () => {
    const online: DeviceState = { id: 'a', online: true, lastSeenMs: 1, quality: null, faults: [] };
    const free: LinkState = { id: 'a', level: 'free', flowVehPerH: 1, meanSpeedKmh: 2, occupancyPct: 3, travelTimeS: 4, congested: true, quality: 'measured', measuredAtMs: 5 };
    expect(Object.keys(throughDisk(new ShownWriter(), 'devices', [online])[0]!).sort()).toEqual(Object.keys(DeviceState.shape).sort());
    expect(Object.keys(throughDisk(new ShownWriter(), 'links', [free])[0]!).sort()).toEqual(Object.keys(LinkState.shape).sort());
  });

  it('writes no text of devices that nothing is the matter with, and of links', () => {
    const devices = Array.from({ length: 500 }, (_, i): DeviceState => ({ id: `d${i}`, online: i % 2 === 0, lastSeenMs: i, quality: null, faults: i === 7 ? ['fault'] : [] }));
    const saved = new ShownWriter().save('devices', devices);
    expect(encodeSnapshot({ saved })[0]!.length).toBeLessThan(250);
    expect(shownValues('devices', saved)).toEqual(devices);
  });

  it('leaves other collections as they are, and reads lists as they were written before', () => {
    const values = [{ id: 'b', more: [1] }, { id: 'a' }];
    expect(throughDisk(new ShownWriter(), 'signs', values)).toEqual(values);
    const devices: DeviceState[] = [{ id: 'b', online: null, lastSeenMs: null, quality: 0.5, faults: ['x'] }];
    expect(shownValues('devices', devices)).toEqual(devices);
  });
});
