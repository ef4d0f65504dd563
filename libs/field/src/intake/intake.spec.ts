import { UP_EXAMPLES } from '@wegweiser/contracts/asyncapi';
import { topicOf, type OperatorCommand, type Reading } from '@wegweiser/contracts';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JournalRecord } from '../journal/format.js';
import type { FieldProtocol } from '../protocol.js';
import { bindSources, loadProtocols } from '../sources.js';
import { COMMAND_TOPIC, DEFAULT_INTAKE_LIMITS, Intake, pollTopic, TICK_TOPIC, type BoundSource, type IntakeBatch, type IntakeState } from './intake.js';
import { takeToken } from './rate.js';

const START = Date.parse('2026-11-23T07:31:00Z');
const knows = (r: Reading): string | null => (r.deviceId.startsWith('x') ? `parking ${r.deviceId} is not configured` : null);
const LIMITS = { ...DEFAULT_INTAKE_LIMITS, rate: { perSecond: 2, burst: 5 } };
let sources: BoundSource[];

/** A feed that turns each line of its payload into a reading, and lines starting with `!` into faults. */
const lines: FieldProtocol = {
  name: 'lines',
  parseOptions: () => ({ ok: true, options: {} }),
  owns: (_s, topic) => topic.startsWith('lines/'),
  decode: (_s, m) => {
    const all = m.payload.toString().split('\n');
    return {
      readings: all.filter((l) => !l.startsWith('!')).map((deviceId, seq): Reading => ({ kind: 'parkingSpace', deviceId, area: 'mitte', seq, timeMs: m.receivedAtMs, status: 'ok', receivedAtMs: m.receivedAtMs, occupied: true })),
      faults: all.filter((l) => l.startsWith('!')).map((l) => ({ code: 'line', reason: l, expected: 'a device', topic: m.topic, receivedAtMs: m.receivedAtMs })),
    };
  },
};

beforeAll(async () => {
  const bound = bindSources(await loadProtocols(), []);
  if (!bound.ok) throw new Error('own protocol does not bind');
  sources = [...bound.sources, { protocol: lines, context: { sourceId: 'feed', area: 'mitte', options: {} } }];
});

let offset = 0;
const record = (topic: string, payload: unknown, receivedAtMs = START): JournalRecord => ({ offset: offset++, topic, payload: Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)), receivedAtMs });
const space = (deviceId: string, seq: number, timeMs = START, receivedAtMs = START) =>
  record(topicOf({ area: 'mitte', deviceClass: 'parking', deviceId, message: 'space' }), { seq, time: new Date(timeMs).toISOString(), occupied: true }, receivedAtMs);
const intake = (limits = DEFAULT_INTAKE_LIMITS) => new Intake(sources, knows, limits);
const readings = (b: IntakeBatch) => b.events.flatMap((e) => (e.type === 'reading' ? [e] : []));
const codes = (b: IntakeBatch) => b.faults.map((f) => f.fault.code);

describe('Intake', () => {
  it('says where it stands, also after records that bring nothing', () => {
    const records = [record(TICK_TOPIC, ''), record(TICK_TOPIC, '', START + 500)];
    expect(intake().process(records)).toEqual({
      firstOffset: records[0]!.offset, nextOffset: records[1]!.offset + 1, receivedAtMs: START + 500, faults: [], duplicates: 0, limited: 0,
      events: [{ type: 'passed', offset: records[0]!.offset, atMs: START }, { type: 'passed', offset: records[1]!.offset, atMs: START + 500 }],
    });
  });

  it('lets time pass with every record, whatever becomes of it', () => {
    const records = [space('p1', 1), space('p1', 1), record('somewhere/else', ''), record(pollTopic('feed'), 'p1\np2', START + 5)];
    expect([...new Set(intake().process(records).events.map((e) => e.offset))]).toEqual(records.map((r) => r.offset));
  });

  it('drops a duplicate by device, kind, time and sequence number, and nothing else', () => {
    const batch = intake().process([
      space('p1', 1), space('p1', 1), space('p2', 1), space('p1', 2),
      record(topicOf({ area: 'mitte', deviceClass: 'parking', deviceId: 'p1', message: 'totals' }), { ...UP_EXAMPLES.parking.totals, seq: 1 }),
    ]);
    expect(batch.duplicates).toBe(1);
    expect(readings(batch).map(({ reading: r }) => `${r.deviceId} ${r.kind} ${r.seq}`)).toEqual(['p1 parkingSpace 1', 'p2 parkingSpace 1', 'p1 parkingSpace 2', 'p1 parkingTotals 1']);
  });

  it('hands on the number of a sender, asked once for a topic and never for a stranger', () => {
    const asked: string[] = [];
    const numbered = new Intake(sources, knows, DEFAULT_INTAKE_LIMITS, (r) => asked.push(r.deviceId));
    const batch = numbered.process([space('p1', 1), space('x1', 1), space('p2', 1), space('p1', 2)]);
    expect(readings(batch).map(({ reading, device }) => [reading.deviceId, device])).toEqual([['p1', 1], ['p2', 2], ['p1', 1]]);
    expect(asked).toEqual(['p1', 'p2']);
    expect(readings(intake().process([space('p1', 1)]))[0]!.device).toBeUndefined();
  });

  it('marks a late reading and lets it through', () => {
    const batch = intake().process([space('p1', 5), space('p1', 4, START - 60_000)]);
    expect(readings(batch).map((e) => e.late)).toEqual([false, true]);
  });

  it('puts a reading aside that is further in the future than a clock may be wrong', () => {
    const batch = intake().process([space('p1', 1, START + 60_000), space('p1', 2, START + 61_000)]);
    expect(readings(batch)).toHaveLength(1);
    expect(batch.faults[0]!.fault).toMatchObject({ code: 'clockSkew', reason: 'reading is 61 s in the future', expected: 'at most 60 s ahead of the service\'s clock' });
  });

  it('puts a reading aside that is older than a buffer may be, as far as the limit says', () => {
    const old = [space('p1', 1, START - 7 * 86_400_000), space('p1', 2, START - 7 * 86_400_000 - 1000)];
    const batch = intake().process(old);
    expect(readings(batch)).toHaveLength(1);
    expect(batch.faults[0]!.fault).toMatchObject({ code: 'tooOld', reason: 'reading is 604801 s old', expected: 'at most 604800 s behind the service\'s clock' });
    expect(codes(intake({ ...DEFAULT_INTAKE_LIMITS, maxPastMs: 1000 }).process([space('p1', 1, START - 2000)]))).toEqual(['tooOld']);
  });

  it('does not let a wrong clock spoil the stream behind it', () => {
    const batch = intake().process([space('p1', 1, START + 3_600_000), space('p1', 2)]);
    expect(readings(batch).map((e) => e.late)).toEqual([false]);
  });

  it('keeps what it cannot use: payload, topic, reason, expectation', () => {
    const batch = intake().process([space('x9', 1), record('wegweiser/v1/mitte/parking/p1/space', 'nonsense'), record('somewhere/else', '1'), record('wegweiser/v1/mitte/parking/p1/space', Buffer.alloc(64 * 1024 + 1))]);
    expect(codes(batch)).toEqual(['unknownDevice', 'json', 'topic', 'tooLarge']);
    expect(readings(batch)).toEqual([]);
    expect(batch.faults.map((f) => f.offset)).toEqual([batch.firstOffset, batch.firstOffset + 1, batch.firstOffset + 2, batch.firstOffset + 3]);
    expect(batch.faults[1]!.payload.toString()).toBe('nonsense');
    expect(batch.faults.every((f) => f.fault.reason !== '' && f.fault.expected !== '' && f.fault.topic !== '')).toBe(true);
  });

  it('takes a feed of several records and keeps both its readings and its faults; a feed may be larger than a message', () => {
    const batch = intake().process([record(pollTopic('feed'), `p1\n!bad\nx1\n${'p2'.padEnd(70_000, '_')}`)]);
    expect(readings(batch).map((e) => e.reading.deviceId.slice(0, 2))).toEqual(['p1', 'p2']);
    expect(codes(batch)).toEqual(['line', 'unknownDevice']);
    expect(codes(intake().process([record(pollTopic('feed'), Buffer.alloc(16 * 1024 * 1024 + 1))]))).toEqual(['tooLarge']);
  });

  it('sets a flood of one device aside and lets its neighbours speak', () => {
    const flood = Array.from({ length: 50 }, (_, i) => space('loud', i));
    const calm = Array.from({ length: 5 }, (_, i) => space('calm', i));
    const batch = intake(LIMITS).process([...flood, ...calm]);
    expect(readings(batch).filter((e) => e.reading.deviceId === 'calm')).toHaveLength(5);
    expect(readings(batch).filter((e) => e.reading.deviceId === 'loud')).toHaveLength(5);
    expect(batch.limited).toBe(45);
    expect(batch.faults.map((f) => f.fault)).toEqual([expect.objectContaining({ code: 'rateLimited', expected: 'at most 2 a second, 5 at once' })]);
  });

  it('tells a flood once a second, not once a message', () => {
    const i = intake(LIMITS);
    const told = [0, 400, 999, 1000, 1400, 2000].map((after) => codes(i.process(Array.from({ length: 10 }, (_, n) => space('loud', after * 10 + n, START, START + after)))));
    expect(told).toEqual([['rateLimited'], [], [], ['rateLimited'], [], ['rateLimited']]);
  });

  it('lets nobody evade the limits with topics that he makes up, and remembers none of them', () => {
    const i = intake(LIMITS);
    const madeUp = Array.from({ length: 100 }, (_, n) => record(topicOf({ area: `a${n}`, deviceClass: 'parking', deviceId: 'x1', message: 'space' }), { seq: n, time: new Date(START).toISOString(), occupied: true }));
    const nobodys = Array.from({ length: 100 }, (_, n) => record(`lines/${n}/x`, '!noise'));
    const batch = i.process([...madeUp, ...nobodys]);
    expect(codes(batch)).toEqual([...Array.from({ length: 5 }, () => 'unknownDevice'), 'rateLimited']);
    expect(batch.limited).toBe(195);
    expect(i.save().buckets).toMatchObject({ ids: [] });
    expect(readings(i.process([space('calm', 1)]))).toHaveLength(1);
    expect(i.save().buckets).toMatchObject({ ids: [expect.any(String)] });
  });

  it('charges a known sender for what is too large, too', () => {
    const i = intake(LIMITS);
    const topic = topicOf({ area: 'mitte', deviceClass: 'parking', deviceId: 'loud', message: 'space' });
    const batch = i.process([space('loud', 1), ...Array.from({ length: 20 }, () => record(topic, Buffer.alloc(70_000)))]);
    expect(codes(batch)).toEqual(['tooLarge', 'tooLarge', 'tooLarge', 'tooLarge', 'rateLimited']);
  });

  it('hears the loud device again when it has calmed down', () => {
    const i = intake(LIMITS);
    i.process(Array.from({ length: 50 }, (_, n) => space('loud', n)));
    const later = START + 1000;
    expect(readings(i.process([100, 101, 102].map((seq) => space('loud', seq, later, later))))).toHaveLength(2);
  });

  it('counts time by receipt, so that a clock put back gives nobody tokens', () => {
    const bucket = { tokens: 0, atMs: 10_000 };
    expect(takeToken(bucket, 4000, { perSecond: 10, burst: 5 })).toBe(false);
    expect(takeToken(bucket, 10_050, { perSecond: 10, burst: 5 })).toBe(false);
    expect(takeToken(bucket, 10_100, { perSecond: 10, burst: 5 })).toBe(true);
  });

  it('goes on from what was saved as objects by device and sender', () => {
    const i = intake(LIMITS);
    i.process([space('calm', 1), space('calm', 2)]);
    const before = intake(LIMITS);
    before.restore({
      windows: { parkingSpace: { calm: { newestTimeMs: START, newestSeq: 2, recent: [START, 1, START, 2], at: 4 } } },
      buckets: { 'wegweiser/v1/mitte/parking/calm': { tokens: 3, atMs: START }, loud: { tokens: 0, atMs: START, saidMs: START } },
    });
    expect(before.save().windows).toEqual(i.save().windows);
    expect(before.save().buckets).toMatchObject({ ids: ['wegweiser/v1/mitte/parking/calm', 'loud'], numbers: Float64Array.of(3, START, -1, 0, START, START) });
    expect(before.process([space('calm', 2)]).duplicates).toBe(1);
  });

  it('passes operators\' commands on, and puts aside what is none', () => {
    const command: OperatorCommand = { commandId: 'c1', by: 'Eva', atMs: START, act: { type: 'unlockSign', signId: 's1', reason: 'done' } };
    const batch = intake().process([record(COMMAND_TOPIC, command), record(COMMAND_TOPIC, { ...command, by: '' }), record(COMMAND_TOPIC, '{')]);
    expect(batch.events.filter((e) => e.type !== 'passed')).toEqual([{ type: 'command', offset: batch.firstOffset, command }]);
    expect(codes(batch)).toEqual(['schema', 'schema']);
  });

  it('gives the same, however the records are cut into batches and wherever it is saved and brought up again', () => {
    const step = fc.record({
      device: fc.constantFrom('p1', 'p2', 'x1'), seq: fc.nat(6), timeS: fc.integer({ min: -100, max: 100 }), afterMs: fc.nat(900),
      cut: fc.constantFrom('none', 'batch', 'restart'), rubbish: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        let now = START;
        const records = steps.map((s) => {
          now += s.afterMs;
          return s.rubbish && s.seq === 0 ? record('wegweiser/v1/mitte/parking/p1/space', '?', now) : space(s.device, s.seq, START + s.timeS * 1000, now);
        });
        const whole = intake(LIMITS).process(records);
        let i = intake(LIMITS);
        const parts: IntakeBatch[] = [];
        let from = 0;
        steps.forEach((s, at) => {
          if (s.cut === 'none' && at < steps.length - 1) return;
          parts.push(i.process(records.slice(from, at + 1)));
          from = at + 1;
          if (s.cut !== 'restart') return;
          const saved: IntakeState = structuredClone(i.save());
          i = intake(LIMITS);
          i.restore(saved);
        });
        expect(parts.flatMap((p) => p.events)).toEqual(whole.events);
        expect(parts.flatMap((p) => p.faults)).toEqual(whole.faults);
        expect(parts.reduce((n, p) => n + p.duplicates, 0)).toBe(whole.duplicates);
        expect(parts.at(-1)!.nextOffset).toBe(whole.nextOffset);
      }),
      { numRuns: 200 },
    );
  });
});
