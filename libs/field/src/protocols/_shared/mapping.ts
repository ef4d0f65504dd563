import type { DeviceStatus } from '@wegweiser/contracts';
import { Id } from '@wegweiser/contracts';
import { z } from 'zod';
import { buildReading, KIND_FIELDS, type Built, type Head, type MappedKind } from './emit.js';
import { FieldRef, readField } from './value.js';

export const FieldMap = z.record(z.string(), FieldRef);
export type FieldMap = Record<string, FieldRef>;

/** Head of every mapping: the device that the foreign thing is to us. */
export const deviceOf = { deviceId: Id };

/** Says which field names a kind does not have. */
export function unknownFields(kind: MappedKind, fields: FieldMap | undefined): string[] {
  return Object.keys(fields ?? {}).filter((name) => !KIND_FIELDS[kind].includes(name));
}

/** `superRefine` for mappings with `as` and `fields`. */
export function checkFields(value: { as: MappedKind; fields?: FieldMap | undefined }, ctx: z.RefinementCtx): void {
  for (const name of unknownFields(value.as, value.fields)) {
    ctx.addIssue({ code: 'custom', path: ['fields', name], message: `${value.as} has no such field; expected ${KIND_FIELDS[value.as].join(', ')}` });
  }
}

export interface Extracted {
  values: Record<string, unknown>;
  /** Some field says itself that its value is not known. */
  declaredUnknown: boolean;
  /** First field whose value the configuration does not name. */
  unmapped: string | null;
  /** Not one mapped field is there. */
  empty: boolean;
}

/** Values of the mapped fields of one foreign record. */
export function extract(root: unknown, fields: FieldMap, omittedDefault: 'null' | 'zero' = 'null'): Extracted {
  const out: Extracted = { values: {}, declaredUnknown: false, unmapped: null, empty: true };
  for (const [name, ref] of Object.entries(fields)) {
    const read = readField(root, ref, omittedDefault);
    if (read.kind !== 'absent') out.empty = false;
    if (read.kind === 'value') out.values[name] = read.value;
    else if (read.kind === 'unknown') out.declaredUnknown = true;
    else if (read.kind === 'unmapped') out.unmapped ??= name;
  }
  return out;
}

export type MappedResult = Built | { ok: false; code: 'value'; reason: string };

const statusOf = (status: DeviceStatus, x: Extracted): DeviceStatus => (status === 'ok' && x.declaredUnknown ? 'fault' : status);

/** Reading of one mapped record. What the source itself calls unknown becomes a reading with status `fault` and no number. */
export function mappedReading(kind: MappedKind, head: Head, x: Extracted, startMs: number | null = null): MappedResult {
  if (x.unmapped !== null) return { ok: false, code: 'value', reason: `${x.unmapped} has a value that the configuration does not name` };
  return buildReading(kind, { ...head, status: statusOf(head.status, x) }, x.values, startMs);
}
