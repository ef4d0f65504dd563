import type { AlarmState, City } from '@wegweiser/contracts';
import { devicesOf } from '@wegweiser/contracts/devices';

/** An alarm that nobody acknowledges is escalated twice, so many seconds after it was raised; `info` never is. */
export interface AlarmLimits {
  critical: { firstSeconds: number; secondSeconds: number };
  warning: { firstSeconds: number; secondSeconds: number };
}
export const DEFAULT_ALARM_LIMITS: AlarmLimits = { critical: { firstSeconds: 180, secondSeconds: 600 }, warning: { firstSeconds: 900, secondSeconds: 3600 } };

type Escalation = NonNullable<AlarmState['escalation']>;

/** How far an alarm is escalated at `nowMs`: by age and severity alone, so that every replay says the same. */
export function escalationOf(alarm: AlarmState, nowMs: number, limits: AlarmLimits): Escalation | null {
  if (alarm.severity === 'info' || alarm.clearedAtMs !== null || alarm.acknowledgedBy !== null) return alarm.escalation ?? null;
  const { firstSeconds, secondSeconds } = limits[alarm.severity];
  const firstAtMs = alarm.raisedAtMs + firstSeconds * 1000;
  const secondAtMs = alarm.raisedAtMs + secondSeconds * 1000;
  if (nowMs >= secondAtMs) return { level: 2, sinceMs: secondAtMs };
  return nowMs >= firstAtMs ? { level: 1, sinceMs: firstAtMs } : null;
}

/** When an alarm is escalated next, epoch ms; `Infinity` when never. */
export function escalatesAt(alarm: AlarmState, limits: AlarmLimits): number {
  if (alarm.severity === 'info' || alarm.clearedAtMs !== null || alarm.acknowledgedBy !== null || alarm.escalation?.level === 2) return Number.POSITIVE_INFINITY;
  const { firstSeconds, secondSeconds } = limits[alarm.severity];
  return alarm.raisedAtMs + (alarm.escalation === null || alarm.escalation === undefined ? Math.min(firstSeconds, secondSeconds) : secondSeconds) * 1000;
}

/** Control area of everything that an alarm may be about, by `kind/id`. */
export function areasOf(city: City): ReadonlyMap<string, string> {
  const of = (kind: string, things: readonly { id: string; area: string }[]): [string, string][] => things.map((t) => [`${kind}/${t.id}`, t.area]);
  const loops = devicesOf(city).filter((d) => d.deviceClass === 'loop');
  return new Map([...of('facility', city.facilities), ...of('junction', city.junctions), ...of('link', city.links), ...of('sign', city.signs), ...of('device', loops)]);
}

/** Alarms of one code in one area are one group: a cable, a switch or a jam shows in many places at once. */
export const groupOf = (code: string, area: string | undefined): string => (area === undefined ? code : `${code}/${area}`);
