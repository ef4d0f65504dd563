import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ByteReader, double, int, string, TraciError, ubyte } from './bytes.js';
import { connectTraci } from './client.js';
import { COMMAND, frameCommand, frameMessage, MessageCutter, readGet, readStatus, readStep, readSubscription, VARIABLE } from './messages.js';
import { decodeValue, encodeValue, type TraciValue } from './values.js';

const latin1 = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)), maxLength: 30 });
const anInt = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const leaf: fc.Arbitrary<TraciValue> = fc.oneof(
  fc.record({ type: fc.constant('ubyte' as const), value: fc.nat(255) }),
  fc.record({ type: fc.constant('byte' as const), value: fc.integer({ min: -128, max: 127 }) }),
  fc.record({ type: fc.constant('int' as const), value: anInt }),
  fc.record({ type: fc.constant('double' as const), value: fc.double() }),
  fc.record({ type: fc.constant('string' as const), value: latin1 }),
  fc.record({ type: fc.constant('strings' as const), value: fc.array(latin1, { maxLength: 5 }) }),
  fc.record({ type: fc.constant('doubles' as const), value: fc.array(fc.double(), { maxLength: 5 }) }),
);
const value = fc.letrec<{ node: TraciValue }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, leaf, fc.record({ type: fc.constant('compound' as const), value: fc.array(tie('node'), { maxLength: 4 }) })),
})).node;

describe('values', () => {
  it('come back as they went, with nothing left over', () => {
    fc.assert(fc.property(value, (v) => {
      const reader = new ByteReader(encodeValue(v));
      expect(decodeValue(reader)).toEqual(v);
      expect(reader.left).toBe(0);
    }));
  });

  it('cut short are an error, never a value', () => {
    fc.assert(fc.property(value, fc.double({ min: 0, max: 0.999, noNaN: true }), (v, part) => {
      const bytes = encodeValue(v);
      expect(() => decodeValue(new ByteReader(bytes.subarray(0, Math.floor(bytes.length * part))))).toThrow(TraciError);
    }));
  });

  it('of any bytes end in a value or an error of ours, not in a list of a billion', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decodeValue(new ByteReader(Buffer.from(bytes)));
      } catch (error) {
        expect(error).toBeInstanceOf(TraciError);
      }
    }));
    expect(() => decodeValue(new ByteReader(Buffer.concat([ubyte(0x10), int(1_000_000_000)])))).toThrow('a list of 1000000000 does not fit into 0 bytes');
    expect(() => decodeValue(new ByteReader(Buffer.concat(Array.from({ length: 12 }, () => Buffer.concat([ubyte(0x0f), int(1)])))))).toThrow('nested too deep');
  });

  it('that one byte a character cannot carry are refused', () => {
    expect(() => string('東')).toThrow('cannot be written');
  });
});

describe('messages', () => {
  it('are cut from a stream wherever it was broken', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }), (bodies, sizes) => {
      const stream = Buffer.concat(bodies.map((b) => frameMessage(Buffer.from(b))));
      const cutter = new MessageCutter(1000);
      const out: Buffer[] = [];
      for (let at = 0, k = 0; at < stream.length; k++) {
        const size = sizes[k % sizes.length] as number;
        out.push(...cutter.push(stream.subarray(at, at + size)));
        at += size;
      }
      expect(out.map((b) => [...b])).toEqual(bodies.map((b) => [...b]));
    }));
  });

  it('of an impossible length are an error', () => {
    expect(() => new MessageCutter(1000).push(int(1001))).toThrow('a message of 1001 bytes (allowed: 4 to 1000)');
    expect(() => new MessageCutter(1000).push(int(-1))).toThrow(TraciError);
  });

  it('have a length of one byte up to 255 and of four beyond', () => {
    expect([...frameCommand(2, Buffer.alloc(253)).subarray(0, 2)]).toEqual([255, 2]);
    expect([...frameCommand(2, Buffer.alloc(254)).subarray(0, 6)]).toEqual([0, 0, 0, 1, 4, 2]);
  });

  it('say what the server refused, in its words', () => {
    const answer = (command: number, result: number, words: string): ByteReader => new ByteReader(frameCommand(command, Buffer.concat([ubyte(result), string(words)])));
    expect(() => readStatus(answer(0xa2, 0xff, 'no such signal'), 0xa2)).toThrow('command 0xa2 was refused: no such signal');
    expect(() => readStatus(answer(0xa2, 0x01, ''), 0xa2)).toThrow('is not known to the server');
    expect(() => readStatus(answer(0xa2, 0x00, ''), 0xa0)).toThrow('answer to command 0xa2 where 0xa0 was asked');
    expect(() => readGet(new ByteReader(frameCommand(0xb0, Buffer.alloc(0))), 0xa2)).toThrow('answer 0xb0 to get 0xa2');
  });

  it('of a step name every loop and what was seen around one', () => {
    const variable = Buffer.concat([ubyte(VARIABLE.vehicleNumber), ubyte(0), encodeValue({ type: 'int', value: 3 })]);
    const plain = frameCommand(0xe0, Buffer.concat([string('L1'), ubyte(1), variable]));
    const around = frameCommand(0x90, Buffer.concat([string('L2'), ubyte(0xa2), ubyte(1), int(2), string('A'), variable, string('B'), variable]));
    const step = readStep(new ByteReader(Buffer.concat([int(2), plain, around])));
    expect(step.map((s) => [s.id, s.around, s.values.get(VARIABLE.vehicleNumber)?.value])).toEqual([['L1', null, 3], ['A', 'L2', 3], ['B', 'L2', 3]]);
    const bad = frameCommand(0xe0, Buffer.concat([string('L1'), ubyte(1), ubyte(0x10), ubyte(0xff), encodeValue({ type: 'string', value: 'gone' })]));
    expect(() => readSubscription(new ByteReader(bad))).toThrow('variable 0x10 of L1: gone');
  });
});

describe('line', () => {
  let server: Server | null = null;
  afterEach(() => void server?.close());

  const listen = (onData: (socket: Socket, data: Buffer) => void): Promise<number> =>
    new Promise((resolve) => {
      const opened = createServer((socket) => socket.on('data', (d) => onData(socket, d)).on('error', () => undefined));
      server = opened.listen(0, '127.0.0.1', () => resolve((opened.address() as AddressInfo).port));
    });
  const status = (command: number): Buffer => frameCommand(command, Buffer.concat([ubyte(0), string('')]));

  it('asks one thing after the other, and an answer in pieces is one answer', async () => {
    const answer = frameMessage(Buffer.concat([status(COMMAND.version), frameCommand(COMMAND.version, Buffer.concat([int(20), string('SUMO 1.15.0')]))]));
    const port = await listen((socket) => {
      socket.write(answer.subarray(0, 7));
      setImmediate(() => socket.write(answer.subarray(7)));
    });
    const client = await connectTraci(port);
    const first = client.version();
    await expect(client.step()).rejects.toThrow('the answer before is still due');
    expect(await first).toEqual({ api: 20, name: 'SUMO 1.15.0' });
    client.destroy();
    await expect(client.step()).rejects.toThrow('closed');
  });

  it('that breaks tells who waits, and whoever asks later', async () => {
    const port = await listen((socket) => socket.end());
    const client = await connectTraci(port);
    await expect(client.step()).rejects.toThrow('closed the line');
    await expect(client.step()).rejects.toThrow('closed the line');
  });

  it('that talks nonsense is dropped', async () => {
    const port = await listen((socket) => socket.write(int(2_000_000_000)));
    const client = await connectTraci(port);
    await expect(client.get(COMMAND.getSignal, VARIABLE.ids, '')).rejects.toThrow('a message of 2000000000 bytes');
  });

  it('sends a step as the protocol has it', async () => {
    const port = await listen((socket, data) => {
      expect([...data]).toEqual([...frameMessage(frameCommand(COMMAND.step, double(0)))]);
      socket.write(frameMessage(Buffer.concat([status(COMMAND.step), int(0)])));
    });
    const client = await connectTraci(port);
    expect(await client.step()).toEqual([]);
    client.destroy();
  });
});
