import { z } from 'zod';
import { FieldRef } from '../_shared/value.js';
import { Path } from '../_shared/path.js';
import { TimeZone } from '../_shared/instant.js';
import { checkDistinct, facilityBase, pollOptions } from '../_shared/feed.js';
import { oneOrMany } from '../_shared/options.js';

/** Where the numbers of a record stand. */
const counts = {
  vacant: FieldRef.optional(),
  occupied: FieldRef.optional(),
  capacity: FieldRef.optional(),
  /** To `open`, `closed` or `unknown` by its `map`. */
  opening: FieldRef.optional(),
};

/** One device that a record feeds; a record with several counts (public, contract) feeds several, each with its own fields. */
const Facility = z.strictObject({ ...facilityBase, fields: z.strictObject(counts).optional() });
export type JsonFacility = z.output<typeof Facility>;

export const ParkingJsonOptions = z
  .strictObject({
    ...pollOptions,
    /** Path to the list of records; empty when the answer is the list. */
    records: Path.prefault(''),
    id: Path,
    fields: z.strictObject(counts).default({}),
    /**
     * When the record was measured. `receipt` for a feed that does not say: then every poll is a new reading, and a dead
     * source behind a live feed cannot be told.
     */
    time: z.union([z.literal('receipt'), z.strictObject({ path: Path, of: z.enum(['record', 'document']).default('record'), zone: TimeZone.optional() })]),
    facilities: z.record(z.string().max(128), oneOrMany(Facility)),
  })
  .superRefine((v, ctx) => {
    checkDistinct(v.facilities, ctx);
    for (const [id, list] of Object.entries(v.facilities)) {
      for (const f of list) {
        const { vacant, occupied } = { ...v.fields, ...f.fields };
        if (vacant === undefined && occupied === undefined) ctx.addIssue({ code: 'custom', path: ['facilities', id, 'fields'], message: 'expected vacant or occupied, here or in fields' });
      }
    }
  });
export type ParkingJsonOptions = z.output<typeof ParkingJsonOptions>;
