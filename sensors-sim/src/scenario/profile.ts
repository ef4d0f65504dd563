import { z } from 'zod';

/**
 * How a city's people move over the week: a handful of figures, fitted once, no recordings. A garage's occupancy is the sum
 * of classes; each class has one smooth daily shape (rise, plateau, fall) and a weight per kind of day.
 */
const share = z.number().min(0).max(1);
const Shape = z.object({
  /** Local hours: begin of rise, end of rise, begin of fall, end of fall. */
  hours: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  workday: share,
  friday: share,
  saturday: share,
  sunday: share,
  /** Mean stay, hours: sets the turnover while the level holds. */
  stayHours: z.number().min(0.2).max(72),
});
export type Shape = z.infer<typeof Shape>;

/** Shares of a facility's (or audience's) capacity by class. */
const Levels = z.record(z.string(), z.number().min(0).max(1.5));
const hourly = z.array(z.number().min(0).max(2)).length(24);

export const Profile = z.object({
  id: z.string(),
  shapes: z.record(z.string(), Shape),
  /** By facility id; `default` for all others. */
  facilities: z.record(z.string(), Levels),
  /** By audience other than the public short stay; `default` for the city's own kinds. */
  audiences: z.record(z.string(), Levels).default({}),
  /** Through traffic, share of its peak for each local hour. */
  roads: z.object({ workday: hourly, friday: hourly, saturday: hourly, sunday: hourly }),
});
export type Profile = z.infer<typeof Profile>;

const smooth = (x: number): number => {
  const c = Math.min(1, Math.max(0, x));
  return c * c * (3 - 2 * c);
};

/** Rise, plateau, fall: 0 to 1. */
export function plateau(hour: number, [a, b, c, d]: readonly [number, number, number, number]): number {
  return smooth((hour - a) / (b - a)) * (1 - smooth((hour - c) / (d - c)));
}
