import { Archive, type AuditRequest, ArchiveError, type ArchiveOptions, type DerivedRow, type HistoryRequest } from '@wegweiser/archive';
import type { AlarmState, FacilityState, LoopIntervalReading, Reading, RecommendationState, SignOrderMessage } from '@wegweiser/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A database for the suite, whichever server it is. */
export interface Backend {
  connection: ArchiveOptions['connection'];
  schema: string;
  /** Runs a statement in the archive's schema, as the archive's own role. */
  sql: (text: string) => Promise<Record<string, unknown>[]>;
  end: () => Promise<void>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Monday morning; far from the wall clock, as a replayed day is. */
export const T0 = Date.UTC(2025, 2, 10, 6);
const TEXT = { de: 'Text', en: 'text' };

let uniqueOffset = 0;
/** A consumer of its own has its own offsets. */
const nextConsumer = (): string => `test-${(uniqueOffset += 1)}`;

const head = (deviceId: string, seq: number, timeMs: number) => ({ deviceId, area: 'mitte', seq, timeMs, status: 'ok' as const, receivedAtMs: timeMs + 150 });
export const aLoopInterval = (deviceId: string, seq: number, startMs: number, over: Partial<LoopIntervalReading> = {}): LoopIntervalReading => ({
  ...head(deviceId, seq, startMs + MINUTE),
  kind: 'loopInterval',
  startMs,
  vehicles: 12,
  heavyVehicles: 2,
  occupancyPct: 8.5,
  meanSpeedKmh: 47.5,
  meanSpeedCarKmh: 49,
  meanSpeedHeavyKmh: null,
  ...over,
});
const aFacility = (id: string, vacant: number | null): FacilityState => ({
  id, status: vacant === null ? 'closed' : 'spacesAvailable', capacity: 400, vacant, quality: 'measured', measuredAtMs: T0, trend: 'steady', audiences: [], nextOpeningChange: null, rezeroProposal: null, notes: [],
});
const anOrder = (signId: string, orderId: string): SignOrderMessage => ({
  orderId, signId, issuedAtMs: T0, validUntilMs: T0 + HOUR,
  content: { type: 'counter', rows: [{ rowId: 'r1', text: '123', level: 'live', showUntilMs: T0 + HOUR, fallbackText: '' }] },
  why: { ruleId: 'counter', inputs: [], lock: null, trigger: null, text: TEXT },
});
const aRecommendation = (id: string, junctionId: string, state: RecommendationState['state']): RecommendationState => ({
  id, junctionId, state, issuedAtMs: T0, expiresAtMs: T0 + HOUR, plan: { id: 'P1', cycleS: 90, offsetS: 0, stages: [{ stageId: 's1', greenS: 30 }] }, runningPlan: null,
  delayNowS: 30, delayAfterS: 20, saturationNow: 0.9, saturationAfter: 0.8, reason: TEXT, inputs: [], decidedBy: null, decisionReason: null,
});
const anAlarm = (id: string, over: Partial<AlarmState> = {}): AlarmState => ({
  id, code: 'congestion', severity: 'warning', about: { kind: 'link', id: 'k1' }, raisedAtMs: T0, clearedAtMs: null, acknowledgedBy: null, text: TEXT, ...over,
});
const anAct = (offset: number, over: { ordinal?: number; by?: string; id?: string; commandId?: string } = {}): DerivedRow => ({
  table: 'audit', atMs: T0 + offset, offset, ordinal: over.ordinal ?? 0,
  value: { commandId: over.commandId ?? `c${offset}`, by: over.by ?? 'operator', action: 'lockSign', about: { kind: 'sign', id: over.id ?? 'S1' }, outcome: 'ok', detail: { reason: 'Fest', ratio: 0.1, nested: { b: 1, a: 2 } } },
});

interface Expected {
  dialect: 'plain' | 'timescale' | 'any';
  path: 'copy' | 'insert';
}

/** Says in the report that the suite was not run on this backend, and why. */
function reportNotRun(title: string, reason: string): void {
  describe(`${title}`, () => {
    it(`not run: ${reason}`, (context) => {
      context.skip(reason);
      expect.unreachable();
    });
  });
}

export function archiveSuite(title: string, start: (() => Promise<Backend>) | { notRun: string }, expected: Expected): void {
  if ('notRun' in start) reportNotRun(title, start.notRun);
  else runSuite(title, start, expected);
}

function runSuite(title: string, start: () => Promise<Backend>, expected: Expected): void {
  describe(`${title}`, () => {
    let backend: Backend;
    let archive: Archive;
    let nowMs = T0 + DAY;
    const open = (): Promise<Archive> =>
      Archive.open({ connection: backend.connection, schema: backend.schema, now: () => nowMs, simulatedTime: true, retention: { rawDays: 30, eventDays: 30, quarantineRows: 50, quarantinePayloadBytes: 100 } });
    beforeAll(async () => {
      backend = await start();
      archive = await open();
    }, 120_000);
    afterAll(async () => {
      await archive?.close();
      await backend?.end();
    });
    const write = (readings: Reading[], derived: DerivedRow[] = [], consumer = nextConsumer()) => archive.writer(consumer).write({ nextOffset: 1, readings, faults: [], derived });
    const all = async (request: HistoryRequest) => {
      const rows = [];
      for await (const page of archive.historyPages(request)) rows.push(...page.rows.map((row) => Object.fromEntries(page.columns.map((c, i) => [c, row[i]]))));
      return rows;
    };

    it('chose the dialect that the server has', () => {
      expect(['any', archive.dialect]).toContain(expected.dialect);
      expect(archive.migrated.length).toBe(8);
    });

    it('gives back every kind of reading as it came', async () => {
      const readings: Reading[] = [
        aLoopInterval('all', 1, T0, { occupancyPct: 33.3, status: 'fault' }),
        { ...head('all', 2, T0 + 1), kind: 'loopPassage', occupiedMs: 480, speedKmh: 51.5, lengthM: null },
        { ...head('all', 3, T0), kind: 'parkingAbsolute', vacant: -4, occupied: null, capacity: 400 },
        { ...head('all', Number.MAX_SAFE_INTEGER, T0), kind: 'parkingTotals', entries: Number.MAX_SAFE_INTEGER, exits: 0 },
        { ...head('all', 5, T0), kind: 'parkingSpace', occupied: true },
        { ...head('all', 6, T0), kind: 'parkingSpace', occupied: null },
        { ...head('all', 7, T0), kind: 'garageState', opening: 'open', barrier: 'ok', capacity: null },
        { ...head('all', 8, T0), kind: 'signalState', plan: 'P2', cycleS: 90, cycleSecond: 12, groups: { K1: 3 }, mode: 'local', commandId: null, faults: [] },
        { ...head('all', 9, T0), kind: 'signReadback', orderId: 'o', shows: ['ä„"\\'], lamp: 'ok', link: 'ok', rejected: null },
        { ...head('all', 10, T0), kind: 'deviceLife', deviceClass: 'loop', state: 'online', bootId: 'b' },
        { ...head('all', 11, T0), kind: 'weatherObservation', rainMm: 0.4, temperatureC: null },
      ];
      expect(await write(readings)).toEqual({ outcome: 'written', inserted: 11, duplicates: 0, quarantined: 0, path: expected.path });
      const span = { subject: 'sensor', id: 'all', fromMs: T0, toMs: T0 + HOUR, resolution: 'raw' } as const;
      expect(await all({ ...span, kind: 'loopInterval' })).toEqual([
        { timeMs: T0, seq: 1, status: 'fault', durationS: 60, vehicles: 12, heavyVehicles: 2, occupancyPct: 33.3, meanSpeedKmh: 47.5, meanSpeedCarKmh: 49, meanSpeedHeavyKmh: null },
      ]);
      expect(await all(span)).toEqual(await all({ ...span, kind: 'loopInterval' }));
      expect(await all({ ...span, kind: 'loopPassage' })).toEqual([{ timeMs: T0 + 1, seq: 2, status: 'ok', occupiedMs: 480, speedKmh: 51.5, lengthM: null }]);
      expect(await all({ ...span, kind: 'parkingAbsolute' })).toEqual([{ timeMs: T0, seq: 3, status: 'ok', vacant: -4, occupied: null, capacity: 400 }]);
      expect(await all({ ...span, kind: 'parkingTotals' })).toEqual([{ timeMs: T0, seq: Number.MAX_SAFE_INTEGER, status: 'ok', entries: Number.MAX_SAFE_INTEGER, exits: 0 }]);
      expect((await all({ ...span, kind: 'parkingSpace' })).map((r) => r['occupied'])).toEqual([true, null]);
      expect((await all({ ...span, kind: 'garageState' }))[0]).toMatchObject({ body: { opening: 'open', barrier: 'ok', capacity: null } });
      expect((await all({ ...span, kind: 'signalState' }))[0]).toMatchObject({ body: { plan: 'P2', groups: { K1: 3 }, faults: [] } });
      expect((await all({ ...span, kind: 'signReadback' }))[0]).toMatchObject({ body: { shows: ['ä„"\\'] } });
      expect((await all({ ...span, kind: 'deviceLife' }))[0]).toMatchObject({ body: { state: 'online', bootId: 'b' } });
      const [weather] = await all({ ...span, kind: 'weatherObservation' });
      expect(weather).toMatchObject({ timeMs: T0, body: { rainMm: 0.4, temperatureC: null }, receivedAtMs: readings.at(-1)!.receivedAtMs });
      // A replay gets them as they were, in the order of receipt, and only those of its span.
      const received = (await archive.lookBack.received(T0, T0 + HOUR)).filter((r) => r.deviceId === 'all');
      const bySeq = (a: Reading, b: Reading) => a.seq - b.seq;
      expect([...received].sort(bySeq)).toEqual([...readings].sort(bySeq));
      expect(received.map((r) => r.receivedAtMs)).toEqual(received.map((r) => r.receivedAtMs).sort((a, b) => a - b));
      expect(await archive.lookBack.received(T0 + HOUR, T0 + 2 * HOUR)).toEqual([]);
    });

    it('keeps what the engine derived, once, however often the journal is read again', async () => {
      const row = (table: string, value: unknown, ordinal: number) => ({ table, value, atMs: T0, offset: 70, ordinal }) as DerivedRow;
      const derived: DerivedRow[] = [
        row('facilityState', aFacility('G1', 120), 0),
        row('facilityState', aFacility('G1', null), 1),
        row('linkState', { id: 'k9', level: 'dense', flowVehPerH: 640, meanSpeedKmh: 31.5, occupancyPct: null, travelTimeS: 45, congested: false, quality: 'measured', measuredAtMs: T0 }, 2),
        row('signOrder', anOrder('S7', 'o-1'), 3),
        row('recommendation', aRecommendation('R1', 'J1', 'proposed'), 4),
        { ...row('recommendation', aRecommendation('R1', 'J1', 'accepted'), 0), atMs: T0 + MINUTE, offset: 71 },
      ];
      expect(await write([], derived)).toMatchObject({ inserted: 6, duplicates: 0 });
      expect(await write([], derived)).toMatchObject({ outcome: 'written', inserted: 0, duplicates: 6 });
      const span = { fromMs: T0, toMs: T0 + HOUR, resolution: 'raw' } as const;
      expect((await all({ ...span, subject: 'facility', id: 'G1' })).map((r) => [r['status'], r['vacant']])).toEqual([['spacesAvailable', 120], ['closed', null]]);
      expect(await all({ ...span, subject: 'link', id: 'k9' })).toEqual([
        { timeMs: T0, level: 'dense', flowVehPerH: 640, meanSpeedKmh: 31.5, occupancyPct: null, travelTimeS: 45, congested: false, quality: 'measured', measuredAtMs: T0 },
      ]);
      expect((await all({ ...span, subject: 'sign', id: 'S7' }))[0]).toMatchObject({ orderId: 'o-1', ruleId: 'counter', body: anOrder('S7', 'o-1') });
      for (const id of ['J1', 'R1']) expect((await all({ ...span, subject: 'recommendation', id })).map((r) => r['state'])).toEqual(['proposed', 'accepted']);
    });

    it('skips a batch below the checkpoint and takes the new part of one that overlaps', async () => {
      const consumer = nextConsumer();
      const writer = archive.writer(consumer);
      const rows = Array.from({ length: 300 }, (_, i) => aLoopInterval(`o${i % 3}`, i, T0 + i * 1000));
      expect(await archive.loadCheckpoint(consumer)).toBe(0n);
      expect(await writer.write({ nextOffset: 200, readings: rows.slice(0, 200), faults: [], derived: [] })).toMatchObject({ outcome: 'written', inserted: 200 });
      expect(await writer.write({ nextOffset: 200n, readings: rows.slice(0, 200), faults: [], derived: [] })).toMatchObject({ outcome: 'skipped', inserted: 0 });
      expect(await writer.write({ nextOffset: 300, readings: rows.slice(150), faults: [], derived: [] })).toMatchObject({ outcome: 'written', inserted: 100, duplicates: 50, path: 'insert' });
      expect(await archive.loadCheckpoint(consumer)).toBe(300n);
      expect(writer.stats).toMatchObject({ batches: 3, skippedBatches: 1, inserted: 300, duplicates: 50 });
      expect(await all({ subject: 'sensor', id: 'o1', fromMs: T0, toMs: T0 + HOUR, resolution: 'raw' })).toHaveLength(100);
    });

    it('counts twins inside one batch once', async () => {
      const twin = aLoopInterval('twin', 1, T0);
      expect(await write([twin, { ...twin }, aLoopInterval('twin', 2, T0)])).toMatchObject({ inserted: 2, duplicates: 1, path: expected.path });
    });

    it('puts rows that the database refuses into the quarantine and writes all others', async () => {
      const readback = (seq: number, shows: string): Reading => ({ ...head('bad', seq, T0), kind: 'signReadback', orderId: null, shows: [shows], lamp: 'ok', link: 'ok', rejected: null });
      const readings = Array.from({ length: 100 }, (_, i) => readback(i, i === 37 ? 'zero \0 byte' : i === 80 ? 'half \ud800 pair' : 'fine'));
      const wild = [aLoopInterval('bad', 1, T0, { vehicles: 2 ** 40 }), aLoopInterval('bad', 2, T0, { vehicles: 1.5 }), aLoopInterval('bad', 3, T0 - 40 * DAY), aLoopInterval('bad', 4, T0 + 40 * DAY), aLoopInterval('ba\0d', 5, T0)];
      const before = await archive.countQuarantine();
      const result = await write([...readings, ...wild, aLoopInterval('bad', 6, T0)]);
      const after = await archive.countQuarantine();
      const more = (code: string) => (after[code] ?? 0) - (before[code] ?? 0);
      expect(result).toMatchObject({ outcome: 'written', inserted: 99 + (more('archiveRefused') === 4 ? 1 : 0), quarantined: more('archiveRefused') + 2 });
      expect([more('archiveTooOld'), more('archiveFuture')]).toEqual([1, 1]);
      // A lone surrogate survives some paths as a replacement character; the zero byte never does.
      expect(more('archiveRefused')).toBeGreaterThanOrEqual(4);
      const { items } = await archive.listQuarantine({ code: 'archiveTooOld' });
      expect(items[0]).toMatchObject({ topic: 'reading/loopInterval/bad', receivedAtMs: T0 - 40 * DAY + MINUTE + 150 });
    });

    it('keeps faults with their payload, bounded, and lists them newest first', async () => {
      const faults = Array.from({ length: 60 }, (_, i) => ({ fault: { code: i % 2 === 0 ? 'json' : 'schema', reason: `r${i}\0`, expected: 'e', topic: `t/${i}`, receivedAtMs: T0 + i }, payload: Buffer.alloc(150, i) }));
      const batch = { readings: [], faults, derived: [] };
      await archive.writer(nextConsumer()).write({ ...batch, nextOffset: 1 });
      await archive.writer(nextConsumer()).write({ ...batch, nextOffset: 1 });
      const page = await archive.listQuarantine({ code: 'json', limit: 20 });
      expect(page.items.map((i) => i.topic)).toEqual(Array.from({ length: 20 }, (_, i) => `t/${58 - 2 * i}`));
      expect(page.items[0]).toMatchObject({ payloadBytes: 150, reason: 'r58\ufffd', payload: new Uint8Array(100).fill(58) });
      const rest = await archive.listQuarantine({ code: 'json', cursor: page.nextCursor ?? '' });
      expect(rest.items).toHaveLength(10);
      expect((await archive.listQuarantine({ topic: 't/7' })).items).toHaveLength(1);
      await archive.maintain();
      expect((await archive.lag()).quarantineRows).toBe(50);
      expect((await archive.listQuarantine({ limit: 1 })).items[0]?.topic).toBe('t/59');
    });

    it('rolls up without loss, late rows and coarser levels included', async () => {
      let seed = 7;
      const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
      const readings = Array.from({ length: 700 }, (_, i) =>
        aLoopInterval('roll', i, T0 + random(5 * 60) * MINUTE + random(60) * 1000, { vehicles: random(10) === 0 ? null : random(40), meanSpeedKmh: random(8) === 0 ? null : 30 + random(40), status: random(15) === 0 ? 'fault' : 'ok' }),
      );
      const fixed = (value: unknown) => (typeof value === 'number' ? value.toFixed(3) : value);
      const expectedAt = (widthMs: number, upTo: number) => {
        const buckets = new Map<number, { samples: number; samplesOk: number; vehicles: number | null; speed: number; of: number }>();
        for (const r of readings.slice(0, upTo)) {
          const at = Math.floor(r.startMs / widthMs) * widthMs;
          const b = buckets.get(at) ?? { samples: 0, samplesOk: 0, vehicles: null, speed: 0, of: 0 };
          b.samples += 1;
          if (r.status === 'ok') {
            b.samplesOk += 1;
            if (r.vehicles !== null) b.vehicles = (b.vehicles ?? 0) + r.vehicles;
            if (r.vehicles !== null && r.meanSpeedKmh !== null) {
              b.speed += r.vehicles * r.meanSpeedKmh;
              b.of += r.vehicles;
            }
          }
          buckets.set(at, b);
        }
        return [...buckets].sort(([a], [b]) => a - b).map(([at, b]) => ({ timeMs: at, samples: b.samples, samplesOk: b.samplesOk, vehicles: b.vehicles, meanSpeedKmh: b.of === 0 ? null : fixed(b.speed / b.of) }));
      };
      const check = async (upTo: number) => {
        for (const [resolution, width] of [['1m', MINUTE], ['15m', 15 * MINUTE], ['1h', HOUR]] as const) {
          const rows = await all({ subject: 'sensor', id: 'roll', fromMs: T0, toMs: T0 + 6 * HOUR, resolution, limit: 37 });
          expect(rows.map(({ timeMs, samples, samplesOk, vehicles, meanSpeedKmh }) => ({ timeMs, samples, samplesOk, vehicles, meanSpeedKmh: fixed(meanSpeedKmh) }))).toEqual(expectedAt(width, upTo));
        }
      };
      await write(readings.slice(0, 400));
      await check(400);
      expect((await archive.maintain({ everything: true })).failed.filter((f) => f.startsWith('rollup'))).toEqual([]);
      await check(400);
      await write(readings.slice(400));
      // A continuous aggregate is behind late rows until they are refreshed; the plain dialect never is.
      if (archive.dialect === 'timescale') await archive.maintain({ everything: true });
      await check(700);
      await archive.maintain({ everything: true });
      await check(700);
      expect((await archive.lag()).pendingBuckets).toBe(0);
    });

    it('rolls up counters, states and links to their last, least and worst', async () => {
      const derived: DerivedRow[] = [10, 3, 7].map((vacant, i) => ({ table: 'facilityState', value: aFacility('Groll', vacant), atMs: T0 + i * MINUTE, offset: 900 + i, ordinal: 0 }));
      for (const [i, level] of (['free', 'jam', 'dense'] as const).entries()) {
        derived.push({ table: 'linkState', value: { id: 'kroll', level, flowVehPerH: 100 * (i + 1), meanSpeedKmh: null, occupancyPct: 5, travelTimeS: 10, congested: level === 'jam', quality: 'measured', measuredAtMs: T0 }, atMs: T0 + i * MINUTE, offset: 900 + i, ordinal: 1 });
      }
      const counts: Reading[] = [50, 20, 30].map((occupied, i) => ({ ...head('Proll', i, T0 + i * MINUTE), kind: 'parkingAbsolute', vacant: 100 - occupied, occupied, capacity: null }));
      const passages: Reading[] = [0, 1, 2].map((i) => ({ ...head('Droll', i, T0 + i * 1000), kind: 'loopPassage', occupiedMs: 600, speedKmh: 30 + i, lengthM: null }));
      await write([...counts, ...passages], derived);
      await archive.maintain({ everything: true });
      const hour = { fromMs: T0, toMs: T0 + HOUR, resolution: '1h' } as const;
      expect(await all({ ...hour, subject: 'facility', id: 'Groll' })).toEqual([{ timeMs: T0, samples: 3, status: 'spacesAvailable', capacity: 400, vacant: 7, vacantMin: 3, vacantMax: 10, quality: 'measured' }]);
      expect(await all({ ...hour, subject: 'link', id: 'kroll' })).toEqual([{ timeMs: T0, samples: 3, worstLevel: 'jam', flowVehPerH: 200, meanSpeedKmh: null, occupancyPct: 5, travelTimeS: 10, congestedShare: 0.333 }]);
      expect((await all({ ...hour, subject: 'sensor', id: 'Proll' }))[0]).toMatchObject({ vacant: 70, vacantMin: 50, vacantMax: 80, occupied: 30, occupiedMean: 33.333, capacity: null });
      expect((await all({ ...hour, subject: 'sensor', id: 'Droll' }))[0]).toMatchObject({ samples: 3, vehicles: 3, occupancyPct: 0.05, meanSpeedKmh: 31 });
    });

    it('chooses a resolution of about 1,000 points and pages through it', async () => {
      await write(Array.from({ length: 2000 }, (_, i) => aLoopInterval('auto', i, T0 + i * 30_000)));
      await archive.maintain({ everything: true });
      const ask = (fromMs: number, toMs: number, limit?: number) => archive.history({ subject: 'sensor', id: 'auto', fromMs, toMs, limit });
      expect(await ask(T0, T0 + 4 * HOUR)).toMatchObject({ resolution: 'raw', nextCursor: null });
      expect((await ask(T0, T0 + 16 * HOUR)).resolution).toBe('1m');
      expect((await ask(T0 - 4 * DAY, T0 + 3 * DAY)).resolution).toBe('15m');
      expect((await ask(T0 - 20 * DAY, T0 + 20 * DAY)).resolution).toBe('1h');
      const first = await ask(T0, T0 + 16 * HOUR, 300);
      expect(first.nextCursor).not.toBeNull();
      // A narrower second request must not fall back to raw rows half-way.
      const second = await archive.history({ subject: 'sensor', id: 'auto', fromMs: T0, toMs: T0 + 6 * HOUR, limit: 300, cursor: first.nextCursor ?? '' });
      expect([second.resolution, second.rows[0]?.[0]]).toEqual(['1m', T0 + 300 * MINUTE]);
      expect(await all({ subject: 'sensor', id: 'auto', fromMs: T0, toMs: T0 + DAY, resolution: 'raw', limit: 333 })).toHaveLength(2000);
    });

    it('says what is wrong with a request', async () => {
      const base = { subject: 'sensor', id: 'auto', fromMs: T0, toMs: T0 + HOUR } as const;
      for (const bad of [{ toMs: T0 }, { limit: 0 }, { limit: 10_001 }, { cursor: 'x' }, { cursor: Buffer.from('["raw",1]').toString('base64url') }, { fromMs: -1 }, { fromMs: 0.5 }, { toMs: Number.NaN }]) {
        await expect(archive.history({ ...base, ...bad })).rejects.toMatchObject({ name: 'ArchiveError', code: 'rejected' });
      }
      await expect(archive.history({ ...base, resolution: 'raw', cursor: Buffer.from('["raw",1,"x"]').toString('base64url') })).rejects.toBeInstanceOf(ArchiveError);
      expect(await archive.history({ ...base, id: 'nobody' })).toEqual({ resolution: 'raw', kind: null, columns: ['timeMs'], rows: [], nextCursor: null });
      expect((await archive.history({ ...base, id: "'; DROP TABLE subject; --" })).rows).toEqual([]);
    });

    it('writes CSV that spreadsheets read', async () => {
      await write([{ ...head('csv', 1, T0), kind: 'signReadback', orderId: 'a', shows: ['P "1", frei'], lamp: 'ok', link: 'ok', rejected: null }, { ...head('csv', 1, T0 + 5), kind: 'parkingAbsolute', vacant: null, occupied: 3, capacity: null }]);
      const csv = async (kind: 'signReadback' | 'parkingAbsolute') => {
        let text = '';
        for await (const piece of archive.historyCsv({ subject: 'sensor', id: 'csv', kind, fromMs: T0, toMs: T0 + HOUR, resolution: 'raw' })) text += piece;
        return text;
      };
      expect(await csv('parkingAbsolute')).toBe('time,seq,status,vacant,occupied,capacity\r\n2025-03-10T06:00:00.005Z,1,ok,,3,\r\n');
      const quoted = (await csv('signReadback')).split('\r\n')[1] ?? '';
      const body = quoted.slice(quoted.indexOf('"') + 1, -1).replaceAll('""', '"');
      expect(JSON.parse(body)).toMatchObject({ shows: ['P "1", frei'] });
    });

    it('follows an alarm through its life and ignores older states', async () => {
      const at = (offset: number, value: AlarmState): DerivedRow => ({ table: 'alarm', value, atMs: T0 + offset, offset, ordinal: 0 });
      await write([], [at(1, anAlarm('A1')), at(5, anAlarm('A1', { acknowledgedBy: 'op' })), at(2, anAlarm('A2', { raisedAtMs: T0 + 9 }))]);
      await write([], [at(3, anAlarm('A1', { severity: 'critical' })), at(9, anAlarm('A2', { raisedAtMs: T0 + 9, clearedAtMs: T0 + 20 }))]);
      const { items } = await archive.listAlarms();
      expect(items.map((a) => [a.id, a.severity, a.acknowledgedBy, a.clearedAtMs, a.changedAtMs])).toEqual([['A2', 'warning', null, T0 + 20, T0 + 9], ['A1', 'warning', 'op', null, T0 + 5]]);
      expect((await archive.listAlarms({ openOnly: true })).items.map((a) => a.id)).toEqual(['A1']);
      const page = await archive.listAlarms({ limit: 1 });
      expect((await archive.listAlarms({ cursor: page.nextCursor ?? '' })).items.map((a) => a.id)).toEqual(['A1']);
    });

    it('chains the audit log, refuses to change it, and finds who did so anyway', async () => {
      await write([], [anAct(1), anAct(2), anAct(2, { ordinal: 1, id: 'S2' })]);
      await write([], [anAct(2), anAct(3, { by: 'rule', commandId: 'rule:S1:3' })]);
      expect(await archive.verifyAudit()).toMatchObject({ ok: true, records: 4 });
      const { items } = await archive.listAudit({ limit: 2 });
      expect(items.map((a) => [a.offset, a.by])).toEqual([[3, 'rule'], [2, 'operator']]);
      expect(items[0]?.prevHash).toBe(items[1]?.hash);
      expect((await archive.listAudit({ about: { kind: 'sign', id: 'S2' } })).items).toHaveLength(1);
      const found = async (request: AuditRequest) => (await archive.listAudit(request)).items.map((a) => `${a.offset}.${a.ordinal}`);
      expect(await found({ by: 'rule' })).toEqual(['3.0']);
      expect([await found({ of: 'rules' }), await found({ of: 'people', limit: 2 })]).toEqual([['3.0'], ['2.1', '2.0']]);
      expect(await found({ action: 'lockSign', outcome: 'ok', fromMs: T0 + 2, toMs: T0 + 3 })).toEqual(['2.1', '2.0']);
      expect(await found({ text: 'FEST' })).toHaveLength(4);
      // What is looked for is text, not a pattern and not SQL.
      expect([await found({ text: '%' }), await found({ outcome: 'refused' }), await found({ by: "' OR 1=1 --" })]).toEqual([[], [], []]);
      let csv = '';
      for await (const piece of archive.auditCsv({ by: 'rule' })) csv += piece;
      expect(csv.split('\r\n')).toEqual([expect.stringMatching(/^time,by,action/), expect.stringContaining(`,rule,lockSign,sign,S1,ok,Fest,"{""nested"":{""a"":2,""b"":1},""ratio"":0.1,""reason"":""Fest""}",4,${items[0]!.hash},`), '']);
      expect([await archive.hasAuditHash(items[0]!.hash), await archive.hasAuditHash('00')]).toEqual([true, false]);
      for (const change of ["UPDATE audit_log SET about_id = 'x'", 'DELETE FROM audit_log', 'TRUNCATE audit_log']) await expect(backend.sql(change)).rejects.toThrow(/append-only/);
      await backend.sql('ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only');
      await backend.sql("UPDATE audit_log SET body = replace(body, 'operator', 'somebody') WHERE id = 2");
      expect(await archive.verifyAudit()).toMatchObject({ ok: false, records: 1, brokenAtId: 2, reason: 'content' });
      await backend.sql("UPDATE audit_log SET body = replace(body, 'somebody', 'operator') WHERE id = 2");
      await backend.sql('DELETE FROM audit_log WHERE id = 2');
      expect(await archive.verifyAudit()).toMatchObject({ ok: false, reason: 'chain' });
      await backend.sql('ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only');
    });

    it('tells of whole days: what stood and was said, acts, health, nights, what is usual', async () => {
      const nightMs = T0 - 4 * HOUR;
      const derived: DerivedRow[] = [
        { table: 'facilityState', value: aFacility('Gday', 390), atMs: nightMs, offset: 950, ordinal: 0 },
        ...[200, 100].map((vacant, i): DerivedRow => ({ table: 'facilityState', value: aFacility('Gday', vacant), atMs: T0 + i * DAY, offset: 951 + i, ordinal: 0 })),
        { table: 'signOrder', value: anOrder('Sday', 'Sday.1'), atMs: T0 - HOUR, offset: 950, ordinal: 1 },
        { table: 'signOrder', value: anOrder('Sday', 'Sday.2'), atMs: T0 + HOUR, offset: 951, ordinal: 1 },
        { table: 'linkState', value: { id: 'kday', level: 'free', flowVehPerH: 300, meanSpeedKmh: 42, occupancyPct: 5, travelTimeS: 10, congested: false, quality: 'measured', measuredAtMs: T0 }, atMs: T0, offset: 950, ordinal: 2 },
        { table: 'alarm', value: anAlarm('lane-silent:device:Dday', { code: 'lane-silent', about: { kind: 'device', id: 'Dday' } }), atMs: T0, offset: 950, ordinal: 3 },
        anAct(999, { id: 'Sday' }),
      ];
      await write([aLoopInterval('Dday', 1, T0), aLoopInterval('Dday', 2, T0 + MINUTE, { status: 'fault' }), aLoopInterval('Dday', 3, T0 + DAY)], derived);
      await archive.maintain({ everything: true });
      const { lookBack } = archive;
      const orders = (await lookBack.signOrders(T0, T0 + 2 * HOUR)).filter((o) => o.id === 'Sday');
      expect(orders.map((o) => [o.atMs - T0, o.value.orderId])).toEqual([[-HOUR, 'Sday.1'], [HOUR, 'Sday.2']]);
      expect((await lookBack.facilityStates(T0 + HOUR, T0 + 2 * HOUR)).filter((f) => f.id === 'Gday').map((f) => f.value.vacant)).toEqual([200]);
      expect((await lookBack.acts(T0 + 999, T0 + 1000)).map((a) => [a.atMs, a.action, a.about.id])).toEqual([[T0 + 999, 'lockSign', 'Sday']]);
      expect((await lookBack.health(T0, T0 + 2 * DAY)).find((d) => d.id === 'Dday')).toEqual({ id: 'Dday', kind: 'loopInterval', samples: 3, samplesOk: 2, volume: 24, lastBucketMs: T0 + DAY, hours: [1, 1] });
      expect((await lookBack.deviceAlarms(T0, T0 + HOUR)).filter((a) => a.id === 'Dday')).toEqual([{ id: 'Dday', code: 'lane-silent' }]);
      expect((await lookBack.nights(T0 - DAY, T0 + DAY, 'Europe/Berlin')).filter((n) => n.id === 'Gday')).toEqual([{ id: 'Gday', day: '2025-03-10', occupied: 10, capacity: 400 }]);
      const days = { fromMs: [T0 - 7 * HOUR, T0 + 17 * HOUR], toMs: [T0 + 17 * HOUR, T0 + 41 * HOUR] };
      const usual = (await lookBack.typicalFacilities(days, 'Europe/Berlin')).filter((q) => q.id === 'Gday');
      expect(usual).toEqual([{ id: 'Gday', quarter: 12, days: 1, occupied: 10 }, { id: 'Gday', quarter: 28, days: 2, occupied: 250 }]);
      expect((await lookBack.typicalLinks(days, 'Europe/Berlin')).filter((q) => q.id === 'kday')).toEqual([{ id: 'kday', quarter: 28, days: 1, flowVehPerH: 300, meanSpeedKmh: 42 }]);
    });

    it('drops what is older than it is to be kept, and keeps its rollup', async () => {
      await write(Array.from({ length: 20 }, (_, i) => aLoopInterval('old', i, T0 + i * MINUTE)));
      await archive.maintain({ everything: true });
      nowMs = T0 + 35 * DAY;
      const report = await archive.maintain();
      expect(report.dropped.length).toBeGreaterThan(0);
      expect(report.failed.filter((f) => f.startsWith('retention'))).toEqual([]);
      const span = { subject: 'sensor', id: 'old', fromMs: T0, toMs: T0 + HOUR } as const;
      expect((await archive.history({ ...span, resolution: 'raw' })).rows).toEqual([]);
      expect((await archive.history({ ...span, resolution: '15m' })).rows.map((r) => r[1])).toEqual([15, 5]);
      // `auto` knows that the raw rows of that time are gone.
      expect(await archive.history(span)).toMatchObject({ resolution: '1m', rows: { length: 20 } });
      expect(await write([aLoopInterval('old', 99, T0)])).toMatchObject({ inserted: 0, quarantined: 1 });
      expect(await write([aLoopInterval('old', 100, nowMs - HOUR)])).toMatchObject({ inserted: 1 });
    });

    it('tells how its jobs are', async () => {
      const health = await archive.jobHealth();
      const names = health.filter((j) => j.runner === 'service').map((j) => j.name);
      expect(names).toEqual(expect.arrayContaining(['rollup', 'retention', 'quarantineBound']));
      expect(health.filter((j) => !j.ok)).toEqual([]);
      const ran = health.filter((j) => j.runner === 'database' && j.lastSuccessMs !== null).length;
      expect(archive.dialect === 'timescale' ? ran > 20 : ran === 0).toBe(true);
      expect(await archive.lag()).toMatchObject({ newestEventMs: expect.any(Number), newestReceiptMs: expect.any(Number) });
    });

    it('migrates once, and refuses a schema that was changed behind its back', async () => {
      const [row] = await backend.sql("SELECT checksum FROM schema_migration WHERE name LIKE '0002%'");
      await archive.close();
      archive = await open();
      expect(archive.migrated).toEqual([]);
      await archive.close();
      await backend.sql("UPDATE schema_migration SET checksum = 'x' WHERE name LIKE '0002%'");
      await expect(open()).rejects.toMatchObject({ code: 'fault', message: expect.stringContaining('0002') });
      await backend.sql(`UPDATE schema_migration SET checksum = '${String(row?.['checksum'])}' WHERE name LIKE '0002%'`);
      await backend.sql("INSERT INTO schema_migration (name, dialect, checksum) VALUES ('9999_future', 'plain', 'x')");
      await expect(open()).rejects.toMatchObject({ code: 'fault', message: expect.stringContaining('newer') });
      await backend.sql("DELETE FROM schema_migration WHERE name = '9999_future'");
      archive = await open();
    });
  });
}
