/** What is wrong with bytes or answers of a TraCI server. */
export class TraciError extends Error {
  override readonly name = 'TraciError';
}

/** Bytes in the order of the network, as TraCI has them. Every read is checked against the end. */
export class ByteReader {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}

  /** @throws TraciError when fewer bytes are left */
  private take(count: number): number {
    const from = this.at;
    if (count < 0 || from + count > this.bytes.length) throw new TraciError(`message ends early: ${count} bytes wanted at ${from}, ${this.bytes.length} there`);
    this.at += count;
    return from;
  }
  get left(): number {
    return this.bytes.length - this.at;
  }
  ubyte(): number {
    return this.bytes.readUInt8(this.take(1));
  }
  byte(): number {
    return this.bytes.readInt8(this.take(1));
  }
  int(): number {
    return this.bytes.readInt32BE(this.take(4));
  }
  double(): number {
    return this.bytes.readDoubleBE(this.take(8));
  }
  /** Ids and messages: a length, then one byte a character. */
  string(): string {
    const length = this.int();
    const from = this.take(length);
    return this.bytes.toString('latin1', from, from + length);
  }
  skip(count: number): void {
    this.take(count);
  }
  /** A list's length that the bytes left can hold, at least `each` bytes an entry. */
  count(each: number): number {
    const n = this.int();
    if (n < 0 || n * each > this.left) throw new TraciError(`a list of ${n} does not fit into ${this.left} bytes`);
    return n;
  }
}

export const ubyte = (v: number): Buffer => Buffer.from([v & 0xff]);

export function int(v: number): Buffer {
  const b = Buffer.alloc(4);
  b.writeInt32BE(v);
  return b;
}

export function double(v: number): Buffer {
  const b = Buffer.alloc(8);
  b.writeDoubleBE(v);
  return b;
}

/** @throws TraciError for characters that TraCI's one byte a character cannot carry */
export function string(v: string): Buffer {
  const bytes = Buffer.from(v, 'latin1');
  if (bytes.toString('latin1') !== v) throw new TraciError(`cannot be written in one byte a character: ${v.slice(0, 100)}`);
  return Buffer.concat([int(bytes.length), bytes]);
}
