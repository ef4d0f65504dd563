import { z } from 'zod';
import { TimeZone } from '../_shared/instant.js';
import { checkDistinct, facilityBase, pollOptions } from '../_shared/feed.js';
import { oneOrMany } from '../_shared/options.js';

const ElementName = z.string().regex(/^[A-Za-z_][\w.-]{0,63}$/, 'expected an element name without prefix');

/** One device that a record feeds; `category` takes the counts of one user group of the site (Friedrichshafen: `Behinderte`). */
const Facility = z.strictObject({ ...facilityBase, category: z.string().min(1).max(64).optional() });
export type DatexFacility = z.output<typeof Facility>;

/** Parking records in plain XML, one element each, as in Hamburg's WFS (which is no DATEX II). Element names without prefix. */
const FlatRecords = z
  .strictObject({
    record: ElementName,
    id: ElementName,
    vacant: ElementName.optional(),
    occupied: ElementName.optional(),
    capacity: ElementName.optional(),
    /** Element that tells the opening, and what its texts mean; other texts are a fault. */
    opening: z.strictObject({ element: ElementName, map: z.record(z.string().max(100), z.enum(['open', 'closed', 'unknown'])) }).optional(),
    time: ElementName,
  })
  .refine((v) => v.vacant !== undefined || v.occupied !== undefined, { error: 'expected vacant or occupied', path: ['vacant'] });
export type FlatRecords = z.output<typeof FlatRecords>;

export const Datex2ParkingOptions = z
  .strictObject({
    ...pollOptions,
    /** Parking table: only looked at for facilities that appear or vanish. */
    staticUrl: z.url({ protocol: /^https?$/ }).optional(),
    staticIntervalSeconds: z.number().int().min(60).max(604_800).default(86_400),
    /** For times without offset. */
    zone: TimeZone.optional(),
    flat: FlatRecords.optional(),
    facilities: z.record(z.string().min(1).max(128), oneOrMany(Facility)),
  })
  .superRefine((v, ctx) => {
    checkDistinct(v.facilities, ctx);
    if (v.flat !== undefined && v.staticUrl !== undefined) ctx.addIssue({ code: 'custom', path: ['staticUrl'], message: 'flat records have no parking table' });
  });
export type Datex2ParkingOptions = z.output<typeof Datex2ParkingOptions>;
