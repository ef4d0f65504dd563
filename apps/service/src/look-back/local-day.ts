import { toWallMs } from '@wegweiser/parking';

const DAY_MS = 86_400_000;

/** Instant of a local time `HH:MM` (up to `24:00`) of a day, epoch ms. An hour that is skipped in spring counts as the one after it. */
export function instantOf(day: string, time: string, timeZone: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const wallMs = Date.parse(`${day}T00:00:00Z`) + hours * 3_600_000 + minutes * 60_000;
  const first = wallMs - (toWallMs(wallMs, timeZone) - wallMs);
  return first - (toWallMs(first, timeZone) - wallMs);
}

/** Day of an instant by the city's clock. */
export const dayOf = (atMs: number, timeZone: string): string => new Date(toWallMs(atMs, timeZone)).toISOString().slice(0, 10);

/** Days of the same kind in the weeks before `before`, newest first. */
export function daysLike(day: string, before: string, weeks: number): string[] {
  const wanted = kindOf(Date.parse(`${day}T00:00:00Z`));
  const last = Date.parse(`${before}T00:00:00Z`);
  const days = Array.from({ length: weeks * 7 }, (_, n) => last - (n + 1) * DAY_MS).filter((ms) => kindOf(ms) === wanted);
  return days.map((ms) => new Date(ms).toISOString().slice(0, 10));
}

/** Mondays to Thursdays are alike; Friday, Saturday and Sunday are days of their own. */
function kindOf(ms: number): number {
  const weekday = new Date(ms).getUTCDay();
  return weekday >= 1 && weekday <= 4 ? 1 : weekday;
}
