import type { Column, ColumnType } from '../schema/tables.js';
import type { Row, Value } from './rows.js';

/**
 * PostgreSQL's binary COPY format: a signature, then per row a field count and per field a length and the value in network
 * byte order. Takes a fifth less of the server's time than text: no parsing of instants and numbers.
 * https://www.postgresql.org/docs/18/sql-copy.html (Binary Format)
 */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** Instants count microseconds from 2000-01-01. */
const EPOCH_2000_MS = 946_684_800_000;
const TWO_32 = 4_294_967_296;

const FIXED_BYTES: Record<Exclude<ColumnType, 'text' | 'jsonb'>, number> = { timestamptz: 8, bigint: 8, integer: 4, real: 4, smallint: 2, boolean: 1 };

/** Buffer that grows and is used again: one a writer. */
export class CopyEncoder {
  private buffer = Buffer.allocUnsafe(1 << 16);
  private at = 0;

  /** The whole COPY stream; valid until the next call. */
  encode(columns: readonly Column[], rows: readonly Row[]): Buffer {
    this.at = SIGNATURE.copy(this.buffer, 0);
    for (const row of rows) {
      this.room(2);
      this.at = this.buffer.writeInt16BE(columns.length, this.at);
      for (let i = 0; i < columns.length; i += 1) this.field((columns[i] as Column).type, row[i] ?? null);
    }
    this.room(2);
    this.at = this.buffer.writeInt16BE(-1, this.at);
    return this.buffer.subarray(0, this.at);
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(grown, 0, 0, this.at);
    this.buffer = grown;
  }

  private field(type: ColumnType, value: Value): void {
    if (value === null) {
      this.room(4);
      this.at = this.buffer.writeInt32BE(-1, this.at);
    } else if (type === 'text' || type === 'jsonb') {
      this.text(type === 'text' ? (value as string) : `\u0001${JSON.stringify(value)}`);
    } else {
      this.room(12);
      this.at = this.buffer.writeInt32BE(FIXED_BYTES[type], this.at);
      this.fixed(type, value);
    }
  }

  private text(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.room(4 + bytes);
    this.at = this.buffer.writeInt32BE(bytes, this.at);
    this.at += this.buffer.write(value, this.at, 'utf8');
  }

  private fixed(type: keyof typeof FIXED_BYTES, value: Value): void {
    switch (type) {
      case 'timestamptz':
        return this.int64(((value as number) - EPOCH_2000_MS) * 1000);
      case 'bigint':
        return this.int64(value as number);
      case 'integer':
        this.at = this.buffer.writeInt32BE(value as number, this.at);
        return;
      case 'real':
        this.at = this.buffer.writeFloatBE(value as number, this.at);
        return;
      case 'smallint':
        this.at = this.buffer.writeInt16BE(value as number, this.at);
        return;
      case 'boolean':
        this.at = this.buffer.writeInt8(value === true ? 1 : 0, this.at);
    }
  }

  /** Two 32-bit halves: exact for every safe integer, and without a BigInt for each of them. */
  private int64(value: number): void {
    const high = Math.floor(value / TWO_32);
    this.at = this.buffer.writeInt32BE(high, this.at);
    this.at = this.buffer.writeUInt32BE(value - high * TWO_32, this.at);
  }
}

const within = (value: Value, limit: number): boolean => typeof value === 'number' && Number.isInteger(value) && value >= -limit - 1 && value <= limit;
const FITS: Record<ColumnType, (value: Value) => boolean> = {
  // 1970 to 2200: everything that a device can mean.
  timestamptz: (v) => within(v, 7_258_118_400_000) && (v as number) >= 0,
  bigint: (v) => typeof v === 'number' && Number.isSafeInteger(v),
  integer: (v) => within(v, 2_147_483_647),
  smallint: (v) => within(v, 32_767),
  real: (v) => typeof v === 'number' && Number.isFinite(Math.fround(v)),
  boolean: (v) => typeof v === 'boolean',
  text: (v) => typeof v === 'string',
  jsonb: (v) => typeof v === 'object',
};

/** Name and type of the first column that cannot hold its value, `null` when the row is fit to be written. */
export function misfit(columns: readonly Column[], row: Row): string | null {
  for (let i = 0; i < columns.length; i += 1) {
    const column = columns[i] as Column;
    const value = row[i] ?? null;
    if (value === null ? column.required : !FITS[column.type](value)) return `${column.name} as ${column.type}`;
  }
  return null;
}
