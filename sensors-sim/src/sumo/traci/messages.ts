import { ByteReader, double, int, string, TraciError, ubyte } from './bytes.js';
import { decodeValue, encodeValue, type TraciValue } from './values.js';

/** Commands and variables of SUMO's `tools/traci/constants.py`, version 1.15. */
export const COMMAND = {
  version: 0x00, step: 0x02, order: 0x03, close: 0x7f, getSignal: 0xa2, setSignal: 0xc2, getSimulation: 0xab, getLoop: 0xa0, subscribeLoop: 0xd0, subscribeLoopContext: 0x80,
} as const;
export const VARIABLE = {
  ids: 0x00, vehicleNumber: 0x10, occupancy: 0x13, vehicleData: 0x17, signalState: 0x20, phaseIndex: 0x22, program: 0x23, controlledLinks: 0x27, currentPhase: 0x28, currentProgram: 0x29,
  time: 0x66, expectedVehicles: 0x7d,
} as const;

/** Answers of subscriptions have the command's code and this. */
const ANSWER = 0x10;
const [FIRST_CONTEXT, LAST_CONTEXT] = [0x90, 0x9f];
/** "Always" for begin and end of a subscription. */
const ALWAYS = -1_073_741_824;
const [OK, NOT_IMPLEMENTED] = [0x00, 0x01];

/** A command with its length before it: one byte where that is enough, else a 0 and four. */
export function frameCommand(command: number, content: Buffer): Buffer {
  const short = content.length + 2;
  const head = short <= 255 ? Buffer.from([short, command]) : Buffer.concat([ubyte(0), int(short + 4), ubyte(command)]);
  return Buffer.concat([head, content]);
}

export const getContent = (variable: number, id: string): Buffer => Buffer.concat([ubyte(variable), string(id)]);
export const setContent = (variable: number, id: string, value: TraciValue): Buffer => Buffer.concat([ubyte(variable), string(id), encodeValue(value)]);
export const subscribeContent = (id: string, variables: readonly number[]): Buffer =>
  Buffer.concat([double(ALWAYS), double(ALWAYS), string(id), ubyte(variables.length), Buffer.from(variables)]);
/** @param domain `get` code of what is looked for within `rangeM` metres around the loop */
export const contextContent = (id: string, domain: number, rangeM: number, variables: readonly number[]): Buffer =>
  Buffer.concat([double(ALWAYS), double(ALWAYS), string(id), ubyte(domain), double(rangeM), ubyte(variables.length), Buffer.from(variables)]);

function readLength(reader: ByteReader): number {
  const short = reader.ubyte();
  return short > 0 ? short : reader.int();
}

/** Status that every answer begins with. @throws TraciError with the server's own words when it is not "ok" */
export function readStatus(reader: ByteReader, command: number): void {
  readLength(reader);
  const answered = reader.ubyte();
  const result = reader.ubyte();
  const words = reader.string();
  if (answered !== command) throw new TraciError(`answer to command 0x${answered.toString(16)} where 0x${command.toString(16)} was asked`);
  if (result !== OK) throw new TraciError(`command 0x${command.toString(16)} ${result === NOT_IMPLEMENTED ? 'is not known to the server' : 'was refused'}: ${words}`);
}

/** Value of a `get`. */
export function readGet(reader: ByteReader, command: number): TraciValue {
  readLength(reader);
  const answered = reader.ubyte();
  if (answered !== command + ANSWER) throw new TraciError(`answer 0x${answered.toString(16)} to get 0x${command.toString(16)}`);
  reader.ubyte();
  reader.string();
  return decodeValue(reader);
}

export interface Subscribed {
  /** Code of the answer, which names the kind of thing. */
  readonly response: number;
  /** The thing subscribed, or seen within a context. */
  readonly id: string;
  /** In a context: the thing around which it was seen. */
  readonly around: string | null;
  readonly values: ReadonlyMap<number, TraciValue>;
}

function readVariables(reader: ByteReader, count: number, id: string): Map<number, TraciValue> {
  const values = new Map<number, TraciValue>();
  for (let i = 0; i < count; i++) {
    const variable = reader.ubyte();
    const status = reader.ubyte();
    const value = decodeValue(reader);
    if (status !== OK) throw new TraciError(`variable 0x${variable.toString(16)} of ${id}: ${value.type === 'string' ? value.value : 'refused'}`);
    values.set(variable, value);
  }
  return values;
}

/** What one subscription has to say: of one thing, or of all seen around it. */
export function readSubscription(reader: ByteReader): Subscribed[] {
  readLength(reader);
  const response = reader.ubyte();
  const id = reader.string();
  if (response < FIRST_CONTEXT || response > LAST_CONTEXT) return [{ response, id, around: null, values: readVariables(reader, reader.ubyte(), id) }];
  reader.ubyte();
  const variables = reader.ubyte();
  return Array.from({ length: reader.count(4) }, () => {
    const seen = reader.string();
    return { response, id: seen, around: id, values: readVariables(reader, variables, seen) };
  });
}

/** Everything subscribed that a step brought. */
export function readStep(reader: ByteReader): Subscribed[] {
  // A subscription's answer is nine bytes at least.
  const count = reader.count(9);
  return Array.from({ length: count }, () => readSubscription(reader)).flat();
}

/** Version of the protocol and name of the server. */
export function readVersion(reader: ByteReader): { readonly api: number; readonly name: string } {
  readLength(reader);
  const answered = reader.ubyte();
  if (answered !== COMMAND.version) throw new TraciError(`answer 0x${answered.toString(16)} to the version`);
  return { api: reader.int(), name: reader.string() };
}

/** A message: its whole length in four bytes, then the commands. */
export const frameMessage = (commands: Buffer): Buffer => Buffer.concat([int(commands.length + 4), commands]);

/** Cuts a stream of bytes into messages; a length beyond `mostBytes` is an error, not a buffer. */
export class MessageCutter {
  private chunks: Buffer[] = [];
  private have = 0;
  constructor(private readonly mostBytes: number) {}

  /** @throws TraciError for a length that cannot be */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.have += chunk.length;
    const out: Buffer[] = [];
    while (this.have >= 4) {
      const length = this.peek();
      if (length < 4 || length > this.mostBytes) throw new TraciError(`a message of ${length} bytes (allowed: 4 to ${this.mostBytes})`);
      if (this.have < length) break;
      const all = Buffer.concat(this.chunks);
      out.push(all.subarray(4, length));
      this.chunks = [all.subarray(length)];
      this.have -= length;
    }
    return out;
  }

  private peek(): number {
    if ((this.chunks[0]?.length ?? 0) < 4) this.chunks = [Buffer.concat(this.chunks)];
    return (this.chunks[0] as Buffer).readInt32BE(0);
  }
}
