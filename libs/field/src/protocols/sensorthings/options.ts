import { Id } from '@wegweiser/contracts';
import { z } from 'zod';
import { checkFields, deviceOf, FieldMap } from '../_shared/mapping.js';
import { FieldRef } from '../_shared/value.js';

/** The whole result, as SensorThings has it for single-valued datastreams. */
const whole = (): FieldRef => ({ path: [] });

const Fields = FieldMap.optional();

const LoopIntervalStream = z
  .strictObject({
    ...deviceOf,
    as: z.literal('loopInterval'),
    fields: Fields,
    /** Length of the interval. Needed for instants; for intervals it is checked, and an end at :59 is put on the minute. */
    intervalSeconds: z.number().int().min(1).max(86_400).optional(),
    /** What a single instant marks. */
    instantIs: z.enum(['start', 'end']).default('end'),
  })
  .superRefine(checkFields);

const simple = <K extends 'parkingAbsolute' | 'parkingTotals' | 'parkingSpace' | 'garageState'>(kind: K) =>
  z.strictObject({ ...deviceOf, as: z.literal(kind), fields: Fields }).superRefine(checkFields);

/** Hamburg's primary_signal and secondary_signal: 0 dark, 1 red, 2 amber, 3 green, 4 red-amber, 5 amber flashing, 6 green flashing, 9 unknown. */
const SignalColourStream = z.strictObject({ ...deviceOf, as: z.literal('signalColour'), signalGroup: Id });
/** Hamburg's cycle_second. */
const CycleSecondStream = z.strictObject({ ...deviceOf, as: z.literal('cycleSecond') });
/** Hamburg's signal_program. */
const SignalPlanStream = z.strictObject({ ...deviceOf, as: z.literal('signalPlan') });

export const Stream = z.discriminatedUnion('as', [
  LoopIntervalStream,
  simple('parkingAbsolute'),
  simple('parkingTotals'),
  simple('parkingSpace'),
  simple('garageState'),
  SignalColourStream,
  CycleSecondStream,
  SignalPlanStream,
]);
export type Stream = z.output<typeof Stream>;

export const SensorThingsOptions = z.strictObject({
  /** What stands before `Datastreams(...)` in the topics: the version, perhaps below a prefix. */
  root: z.string().regex(/^[^+#\s\p{Cc}]{1,128}[^+#/\s\p{Cc}]$/u, 'expected a topic without wildcards, e.g. v1.1').default('v1.1'),
  /** `Datastream` for servers that publish in the older form. */
  entity: z.enum(['Datastreams', 'MultiDatastreams', 'Datastream']).default('Datastreams'),
  /** A phenomenon may end this much after its result was made known, not more. */
  clockToleranceSeconds: z.number().int().min(0).max(3600).default(60),
  /** By datastream id. */
  datastreams: z.record(z.string().regex(/^[\w.:-]{1,64}$/, 'expected a datastream id'), Stream),
});
export type SensorThingsOptions = z.output<typeof SensorThingsOptions>;

/** Fields of a stream: those configured, or the whole result as the kind's main value. */
export function fieldsOf(stream: Stream): FieldMap {
  if ('fields' in stream && stream.fields !== undefined && Object.keys(stream.fields).length > 0) return stream.fields;
  switch (stream.as) {
    case 'loopInterval':
      return { vehicles: whole() };
    case 'parkingAbsolute':
      return { vacant: whole() };
    case 'parkingTotals':
      return { entries: { path: [{ key: 'entries' }] }, exits: { path: [{ key: 'exits' }] } };
    case 'parkingSpace':
      return { occupied: whole() };
    case 'garageState':
      return { opening: whole() };
    case 'cycleSecond':
      return { cycleSecond: whole() };
    case 'signalPlan':
      return { plan: whole() };
    case 'signalColour':
      return {};
  }
}
