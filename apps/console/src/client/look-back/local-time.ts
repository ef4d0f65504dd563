const formats = new Map<string, Intl.DateTimeFormat>();

/** Wall clock of a zone as if it were UTC, epoch ms. */
function wallMs(atMs: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) formats.set(zone, (format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })));
  const part = Object.fromEntries(format.formatToParts(atMs).map((p) => [p.type, Number(p.value)]));
  return Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'] ?? 1, part['hour'] ?? 0, part['minute'] ?? 0, part['second'] ?? 0);
}

/** `2026-11-22T14:30`, as a `datetime-local` field has it, by the city's clock. */
export const toLocalInput = (atMs: number, zone: string): string => new Date(wallMs(atMs, zone)).toISOString().slice(0, 16);
/** `null` for what is no time. */
export function fromLocalInput(text: string, zone: string): number | null {
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return null;
  const guess = wall - (wallMs(wall, zone) - wall);
  return guess - (wallMs(guess, zone) - wall);
}
export const localDay = (atMs: number, zone: string): string => toLocalInput(atMs, zone).slice(0, 10);
/** 0 Monday to 6 Sunday, and the quarter hour of the day, by the city's clock. */
export function weekQuarter(atMs: number, zone: string): { weekday: number; quarter: number } {
  const wall = new Date(wallMs(atMs, zone));
  return { weekday: (wall.getUTCDay() + 6) % 7, quarter: wall.getUTCHours() * 4 + Math.floor(wall.getUTCMinutes() / 15) };
}
export const quarterText = (quarter: number): string => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
