import { z } from 'zod';
import { at, Path, scalarText, type Step } from './path.js';
import { own } from './options.js';

const Scalar = z.union([z.string().max(100), z.number(), z.boolean(), z.null()]);

/**
 * Where a value stands in a foreign message and how to read it.
 * `map`: foreign text to our value, `*` for all others. `unknown`: values by which the source says that it does not know
 * (Cologne: -1). `omitted: 'zero'`: an absent field means 0 or false. `factor`: to our unit, e.g. 3.6 from m/s to km/h.
 */
export const FieldRef = z.union([
  Path.transform((path) => ({ path }) as FieldRef),
  z
    .strictObject({
      path: Path,
      map: z.record(z.string().max(100), Scalar).optional(),
      unknown: z.array(z.union([z.string().max(100), z.number()])).optional(),
      omitted: z.enum(['null', 'zero']).optional(),
      factor: z.number().positive().max(1e6).optional(),
    })
    .transform((v) => v as FieldRef),
]);
export interface FieldRef {
  path: Step[];
  map?: Record<string, string | number | boolean | null>;
  unknown?: (string | number)[];
  omitted?: 'null' | 'zero';
  factor?: number;
}

/** `unknown`: the source itself says that it does not know. `unmapped`: a value that the configuration does not name. */
export type Read = { kind: 'value'; value: unknown } | { kind: 'absent' } | { kind: 'unknown' } | { kind: 'unmapped' };

const scaled = (value: unknown, factor: number | undefined): unknown => {
  if (factor === undefined) return value;
  const number = toNumber(value);
  return number === null || number === undefined ? value : Number((number * factor).toFixed(6));
};

function mapValue(map: NonNullable<FieldRef['map']>, text: string | null): Read {
  const given = text === null ? undefined : own(map, text);
  const mapped = given === undefined ? own(map, '*') : given;
  if (mapped === undefined) return { kind: 'unmapped' };
  return mapped === null ? { kind: 'unknown' } : { kind: 'value', value: mapped };
}

/** What a left-out zero value was: `0`, `false` or the empty text, whichever the map names. */
const omittedZero = (map: FieldRef['map']): unknown => ['0', 'false', ''].find((z) => map !== undefined && Object.hasOwn(map, z)) ?? 0;

/** Reads one field; `omittedDefault` is what the protocol makes of an absent one. */
export function readField(root: unknown, ref: FieldRef, omittedDefault: 'null' | 'zero' = 'null'): Read {
  const found = at(root, ref.path);
  const raw = found === undefined && (ref.omitted ?? omittedDefault) === 'zero' ? omittedZero(ref.map) : found;
  if (raw === undefined || raw === null) return { kind: 'absent' };
  const text = scalarText(raw);
  if (text !== null && ref.unknown?.some((u) => String(u) === text) === true) return { kind: 'unknown' };
  return ref.map === undefined ? { kind: 'value', value: scaled(raw, ref.factor) } : mapValue(ref.map, text);
}

const NUMBER = /^[+-]?\d{1,15}(?:\.\d{1,9})?$/;

/** A finite number from a number or plain digits; `null` for nothing, `undefined` for anything else. */
export function toNumber(value: unknown): number | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (text === '') return null;
  return NUMBER.test(text) ? Number(text) : undefined;
}

const TRUE = new Set(['true', '1']);
const FALSE = new Set(['false', '0']);

/** A boolean from true/false, 1/0 or their texts; `null` for nothing, `undefined` for anything else. */
export function toBoolean(value: unknown): boolean | null | undefined {
  if (value === null || value === undefined) return null;
  const text = scalarText(value)?.toLowerCase();
  if (text === undefined) return undefined;
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}
