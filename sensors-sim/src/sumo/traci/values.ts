import { double, int, string, TraciError, ubyte, type ByteReader } from './bytes.js';

/** A value with the type that goes before it on the wire. */
export type TraciValue =
  | { readonly type: 'ubyte' | 'byte' | 'int' | 'double'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'doubles'; readonly value: readonly number[] }
  | { readonly type: 'compound'; readonly value: readonly TraciValue[] };

/** Codes of SUMO's `tools/traci/constants.py`, version 1.15. */
const CODES = { ubyte: 0x07, byte: 0x08, int: 0x09, double: 0x0b, string: 0x0c, strings: 0x0e, compound: 0x0f, doubles: 0x10 } as const;
/** Programs are four deep; nothing that we ask for is deeper. */
const MOST_DEEP = 8;

export function encodeValue(v: TraciValue): Buffer {
  const code = ubyte(CODES[v.type]);
  switch (v.type) {
    case 'ubyte':
      return Buffer.concat([code, ubyte(v.value)]);
    case 'byte':
      return Buffer.concat([code, ubyte(v.value)]);
    case 'int':
      return Buffer.concat([code, int(v.value)]);
    case 'double':
      return Buffer.concat([code, double(v.value)]);
    case 'string':
      return Buffer.concat([code, string(v.value)]);
    case 'strings':
      return Buffer.concat([code, int(v.value.length), ...v.value.map(string)]);
    case 'doubles':
      return Buffer.concat([code, int(v.value.length), ...v.value.map(double)]);
    case 'compound':
      return Buffer.concat([code, int(v.value.length), ...v.value.map(encodeValue)]);
  }
}

const listOf = <T>(reader: ByteReader, each: number, read: () => T): T[] => Array.from({ length: reader.count(each) }, read);

/** @throws TraciError for a type that is not known, too deep a nesting, or bytes that end early */
export function decodeValue(reader: ByteReader, deep = 0): TraciValue {
  if (deep > MOST_DEEP) throw new TraciError('compounds nested too deep');
  const code = reader.ubyte();
  switch (code) {
    case CODES.ubyte:
      return { type: 'ubyte', value: reader.ubyte() };
    case CODES.byte:
      return { type: 'byte', value: reader.byte() };
    case CODES.int:
      return { type: 'int', value: reader.int() };
    case CODES.double:
      return { type: 'double', value: reader.double() };
    case CODES.string:
      return { type: 'string', value: reader.string() };
    case CODES.strings:
      return { type: 'strings', value: listOf(reader, 4, () => reader.string()) };
    case CODES.doubles:
      return { type: 'doubles', value: listOf(reader, 8, () => reader.double()) };
    case CODES.compound:
      return { type: 'compound', value: listOf(reader, 2, () => decodeValue(reader, deep + 1)) };
    default:
      throw new TraciError(`unknown type 0x${code.toString(16)}`);
  }
}
