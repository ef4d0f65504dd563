import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClientToServer, Delta, FacilityState, ServerToClient, WatchAnswer, WatchRequest } from '@wegweiser/contracts';
import { Server } from 'socket.io';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectLive } from './connect.js';
import type { LiveConnection, LiveState } from './model.js';

const value = (id: string, vacant: number): FacilityState => ({ id, status: 'spacesAvailable', capacity: 9, vacant, quality: 'measured', measuredAtMs: 0, trend: 'steady', audiences: [], nextOpeningChange: null, rezeroProposal: null, notes: [] });
const NOW_MS = 1_800_000_000_000;

type Answer = (request: WatchRequest) => WatchAnswer;
const snapshotOf = (epoch: string, version: number, values: FacilityState[]): Answer => (request) => ({ ok: true, rooms: request.rooms.map(({ room }) => ({ type: 'snapshot', snapshot: { room, epoch, version, atMs: NOW_MS, values } })) });

/** A service that answers as told; every `watch` it got is kept. */
const startService = async (first: Answer, port = 0) => {
  const http = createServer();
  const io = new Server<ClientToServer, ServerToClient>(http, { serveClient: false });
  const service = { answer: first, asked: [] as WatchRequest[], io: io.of('/live'), port: 0, stop: () => io.close() };
  service.io.on('connection', (socket) => {
    socket.emit('v1:hello', { epoch: 'e1', atMs: NOW_MS, city: 'test' });
    socket.on('v1:watch', (request, answer) => {
      service.asked.push(request);
      answer(service.answer(request));
    });
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  service.port = (http.address() as AddressInfo).port;
  return service;
};
type Service = Awaited<ReturnType<typeof startService>>;

let service: Service;
let live: LiveConnection;
const open = async (answer: Answer, options: { silenceMs?: number } = {}) => {
  service = await startService(answer);
  const seen = { states: [] as LiveState[], vacant: new Map<string, number | null>(), pulses: 0 };
  live = connectLive({
    url: `http://127.0.0.1:${service.port}`,
    rooms: ['facilities'],
    onValues: (_collection, values) => {
      seen.vacant = new Map([...(values as ReadonlyMap<string, FacilityState>)].map(([id, one]) => [id, one.vacant]));
    },
    onState: (state) => seen.states.push(state),
    onPulse: () => (seen.pulses += 1),
    ...options,
  });
  await vi.waitFor(() => expect(seen.states.at(-1)).toBe('live'));
  return seen;
};
const delta = (from: number, version: number, changed: FacilityState[], epoch = 'e1'): Delta => ({ room: 'facilities', epoch, from, version, atMs: NOW_MS, changed, removed: [] });

afterEach(async () => {
  live.close();
  await service.stop();
});

describe('connectLive', () => {
  it('takes a snapshot, then deltas, and tells the service time', async () => {
    const seen = await open(snapshotOf('e1', 1, [value('a', 5)]));
    expect(seen.states).toEqual(['connecting', 'live']);
    service.io.emit('v1:delta', delta(1, 2, [value('a', 4), value('b', 1)]));
    await vi.waitFor(() => expect([...seen.vacant]).toEqual([['a', 4], ['b', 1]]));
    expect(live.nowMs() - NOW_MS).toBeLessThan(5000);
    service.io.emit('v1:pulse', { atMs: NOW_MS + 60_000, archive: 'ok', broker: 'ok' });
    await vi.waitFor(() => expect(seen.pulses).toBe(1));
    expect(live.nowMs()).toBeGreaterThanOrEqual(NOW_MS + 60_000);
  });

  it('asks again when there is a gap', async () => {
    const seen = await open(snapshotOf('e1', 1, [value('a', 5)]));
    service.answer = snapshotOf('e1', 9, [value('a', 2)]);
    service.io.emit('v1:delta', delta(7, 8, [value('a', 3)]));
    await vi.waitFor(() => expect(seen.vacant.get('a')).toBe(2));
    expect(service.asked.at(-1)?.rooms).toEqual([{ room: 'facilities', epoch: 'e1', version: 1 }]);
  });

  it('asks again when the service was replaced under an open connection', async () => {
    const seen = await open(snapshotOf('e1', 1, [value('a', 5)]));
    service.answer = snapshotOf('e2', 1, [value('c', 8)]);
    service.io.emit('v1:hello', { epoch: 'e2', atMs: NOW_MS, city: 'test' });
    await vi.waitFor(() => expect([...seen.vacant]).toEqual([['c', 8]]));
  });

  it('says that it is lost, and catches up with what it missed', async () => {
    const seen = await open(snapshotOf('e1', 1, [value('a', 5), value('b', 6)]));
    const { port } = service;
    await service.stop();
    await vi.waitFor(() => expect(seen.states.at(-1)).toBe('lost'));
    service = await startService((request) => ({ ok: true, rooms: request.rooms.map(({ room }) => ({ type: 'deltas', room, epoch: 'e1', version: 3, deltas: [delta(1, 3, [value('a', 1)])] })) }), port);
    await vi.waitFor(() => expect(seen.states.at(-1)).toBe('live'), 8000);
    expect([...seen.vacant]).toEqual([['a', 1], ['b', 6]]);
    expect(service.asked[0]?.rooms).toEqual([{ room: 'facilities', epoch: 'e1', version: 1 }]);
  });

  it('asks again later when the service refuses', async () => {
    service = await startService(() => ({ ok: false, error: 'not yet' }));
    const states: LiveState[] = [];
    live = connectLive({ url: `http://127.0.0.1:${service.port}`, rooms: ['facilities'], onValues: () => undefined, onState: (state) => states.push(state) });
    await vi.waitFor(() => expect(service.asked).toHaveLength(1));
    service.answer = snapshotOf('e1', 1, []);
    await vi.waitFor(() => expect(states.at(-1)).toBe('live'), 5000);
  });

  it('counts a silent connection as lost until it speaks', async () => {
    const seen = await open(snapshotOf('e1', 1, []), { silenceMs: 50 });
    await vi.waitFor(() => expect(seen.states.at(-1)).toBe('lost'));
    service.io.emit('v1:pulse', { atMs: NOW_MS, archive: 'ok', broker: 'ok' });
    await vi.waitFor(() => expect(seen.states.slice(0, 4)).toEqual(['connecting', 'live', 'lost', 'live']));
  });

  it('watches more rooms and leaves some', async () => {
    const seen = await open(snapshotOf('e1', 1, [value('a', 5)]));
    live.watch(['facilities', 'facilities/a']);
    await vi.waitFor(() => expect(service.asked).toHaveLength(2));
    expect(service.asked[1]?.rooms).toEqual([{ room: 'facilities/a' }]);
    live.unwatch(['facilities']);
    service.io.emit('v1:delta', delta(1, 2, [value('a', 0)]));
    service.io.emit('v1:delta', { ...delta(1, 2, [value('a', 3)]), room: 'facilities/a' });
    await vi.waitFor(() => expect(seen.vacant.get('a')).toBe(3));
  });
});
