import { z } from 'zod';

/** Identifier of a thing the city configures (device, facility, sign ...): also safe as one MQTT topic level. */
export const Id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected 1-64 of A-Z a-z 0-9 . _ - starting with a letter or digit');

/** Instant on the wire: ISO 8601 with offset, e.g. `2026-11-22T13:00:00Z`. */
export const Instant = z.iso.datetime({ offset: true });

/** Instant inside the service and on sockets: epoch milliseconds, UTC. */
export const EpochMs = z.number().int().nonnegative();

/** WGS 84, `[longitude, latitude]` in degrees, as GeoJSON has it. */
export const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
export type Position = z.infer<typeof Position>;

/** What a device says of its own reading. Anything but `ok` is kept and counted, and never shown as a number. */
export const DeviceStatus = z.enum(['ok', 'fault', 'maintenance', 'startup']);
export type DeviceStatus = z.infer<typeof DeviceStatus>;

/**
 * How a public value came about.
 * `measured` counted by a sensor; `derived` balanced from entries and exits; `estimated` a substitute for a missing
 * measurement, always marked as such; `unknown` nothing that may be shown as a number.
 */
export const Quality = z.enum(['measured', 'derived', 'estimated', 'unknown']);
export type Quality = z.infer<typeof Quality>;

/**
 * Status of a place to park (DATEX II `ParkingSiteStatusEnum`, told apart further): `closed` (shut), `full` (no space),
 * `unknown` (open, but nothing trustworthy is known), `unavailable` (its source is silent).
 */
export const FacilityStatus = z.enum(['spacesAvailable', 'almostFull', 'full', 'closed', 'unknown', 'unavailable']);
export type FacilityStatus = z.infer<typeof FacilityStatus>;

export const Trend = z.enum(['increasing', 'steady', 'decreasing', 'unknown']);
export type Trend = z.infer<typeof Trend>;

/** MARZ traffic state (Verkehrslage): free, dense (dicht), slow (zaehfliessend), jam (Stau), no statement (keine Aussage). */
export const LevelOfService = z.enum(['free', 'dense', 'slow', 'jam', 'unknown']);
export type LevelOfService = z.infer<typeof LevelOfService>;

/** Signal colours as Hamburg's open data codes them: 0 dark, 1 red, 2 amber, 3 green, 4 red-amber, 5 amber flashing, 6 green flashing, 9 unknown. */
export const SignalColour = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6), z.literal(9)]);
export type SignalColour = z.infer<typeof SignalColour>;

/** Text for people, German first. */
export const Text = z.object({ de: z.string().min(1).max(500), en: z.string().min(1).max(500) });
export type Text = z.infer<typeof Text>;
