import { connect, type Socket } from 'node:net';
import { ByteReader, double, int, TraciError } from './bytes.js';
import {
  COMMAND, contextContent, frameCommand, frameMessage, getContent, MessageCutter, readGet, readStatus, readStep, readSubscription, readVersion, setContent, subscribeContent, type Subscribed,
} from './messages.js';
import type { TraciValue } from './values.js';

/** Far above what a step of a city brings; a stream that says more is not TraCI. */
const MOST_BYTES = 64 << 20;
const ANSWER_WITHIN_MS = 60_000;

export interface TraciClient {
  version(): Promise<{ readonly api: number; readonly name: string }>;
  /** Order among several clients; the first command when there are several. */
  order(place: number): Promise<void>;
  /** One step, or as many as `untilS` needs. @returns what the subscriptions say */
  step(untilS?: number): Promise<Subscribed[]>;
  get(command: number, variable: number, id: string): Promise<TraciValue>;
  set(command: number, variable: number, id: string, value: TraciValue): Promise<void>;
  subscribe(command: number, id: string, variables: readonly number[]): Promise<Subscribed[]>;
  subscribeContext(command: number, id: string, domain: number, rangeM: number, variables: readonly number[]): Promise<Subscribed[]>;
  /** Ends the simulation, then the line. */
  close(): Promise<void>;
  /** Drops the line at once. */
  destroy(): void;
}

interface Waiting {
  resolve(reader: ByteReader): void;
  reject(error: Error): void;
}

/** One question at a time, as TraCI wants it: an answer before the next question. */
class Line {
  private waiting: Waiting | null = null;
  private broken: Error | null = null;
  private readonly cutter = new MessageCutter(MOST_BYTES);

  constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new TraciError('the simulation has closed the line')));
  }

  private take(chunk: Buffer): void {
    try {
      for (const message of this.cutter.push(chunk)) {
        const { waiting } = this;
        if (waiting === null) throw new TraciError('an answer that nobody asked for');
        this.waiting = null;
        waiting.resolve(new ByteReader(message));
      }
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    this.broken ??= error;
    this.socket.destroy();
    const { waiting } = this;
    this.waiting = null;
    waiting?.reject(error);
  }

  async ask(command: number, content: Buffer): Promise<ByteReader> {
    if (this.broken !== null) throw this.broken;
    if (this.waiting !== null) throw new TraciError('the answer before is still due');
    let timer: NodeJS.Timeout | undefined;
    const reader = await new Promise<ByteReader>((resolve, reject) => {
      this.waiting = { resolve, reject };
      timer = setTimeout(() => this.fail(new TraciError(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)), ANSWER_WITHIN_MS);
      this.socket.write(frameMessage(frameCommand(command, content)));
    }).finally(() => clearTimeout(timer));
    readStatus(reader, command);
    return reader;
  }

  end(): void {
    this.broken ??= new TraciError('closed');
    this.socket.destroy();
  }
}

const clientOf = (line: Line): TraciClient => ({
  version: async () => readVersion(await line.ask(COMMAND.version, Buffer.alloc(0))),
  order: async (place) => {
    await line.ask(COMMAND.order, int(place));
  },
  step: async (untilS = 0) => readStep(await line.ask(COMMAND.step, double(untilS))),
  get: async (command, variable, id) => readGet(await line.ask(command, getContent(variable, id)), command),
  set: async (command, variable, id, value) => {
    await line.ask(command, setContent(variable, id, value));
  },
  subscribe: async (command, id, variables) => readSubscription(await line.ask(command, subscribeContent(id, variables))),
  subscribeContext: async (command, id, domain, rangeM, variables) => readSubscription(await line.ask(command, contextContent(id, domain, rangeM, variables))),
  close: async () => {
    await line.ask(COMMAND.close, Buffer.alloc(0));
    line.end();
  },
  destroy: () => line.end(),
});

/** @throws the system's error when nobody listens there */
export function connectTraci(port: number, host = '127.0.0.1'): Promise<TraciClient> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(clientOf(new Line(socket)));
    });
  });
}
