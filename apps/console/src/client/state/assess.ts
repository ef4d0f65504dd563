import type { AlarmState, CorridorState, DeviceState, FacilityConfig, FacilityState, JunctionState, LinkState, PlanState, SignState } from '@wegweiser/contracts';
import { ageValue, STALE_AFTER_MS, type AgedValue } from '@wegweiser/web-kit';

/** What a colour stands for on every face of the console; each goes with a shape of its own. */
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'mute';

/** A link's number is older than this many intervals of a minute: marked. */
const LINK_OLD_MS = 300_000;

export const staleMsOf = (config: FacilityConfig | undefined): number => (config?.staleSeconds === undefined ? STALE_AFTER_MS : config.staleSeconds * 1000);

/** The public value as it may still be shown at `nowMs`: the page ages by itself when it hears nothing. */
export const agedFacility = (state: FacilityState, config: FacilityConfig | undefined, nowMs: number): AgedValue => ageValue(state, nowMs, staleMsOf(config));

const FACILITY_TONE: Readonly<Record<FacilityState['status'], Tone>> = { spacesAvailable: 'ok', almostFull: 'warn', full: 'bad', closed: 'mute', unknown: 'info', unavailable: 'info' };
export const facilityTone = (status: FacilityState['status']): Tone => FACILITY_TONE[status];

const LEVEL_TONE: Readonly<Record<LinkState['level'], Tone>> = { free: 'ok', dense: 'ok', slow: 'warn', jam: 'bad', unknown: 'mute' };
export const levelTone = (level: LinkState['level']): Tone => LEVEL_TONE[level];
export const isOld = (measuredAtMs: number | null, nowMs: number): boolean => measuredAtMs === null || nowMs - measuredAtMs > LINK_OLD_MS;

export type SignFace = 'ok' | 'locked' | 'mismatch' | 'offline';
/** The most telling of the things that may be true of a sign at once. */
export function signFace(sign: SignState): SignFace {
  if (sign.mismatch !== null) return 'mismatch';
  if (!sign.online) return 'offline';
  return sign.lock === null ? 'ok' : 'locked';
}
const LADDER_TONE: Readonly<Record<SignState['level'], Tone>> = { live: 'ok', estimate: 'info', direction: 'warn', blank: 'mute' };
export function signTone(sign: SignState): Tone {
  if (sign.mismatch !== null) return 'bad';
  return sign.online ? LADDER_TONE[sign.level] : 'mute';
}

export type JunctionFace = 'ok' | 'recommendation' | 'fault' | 'offline';
export const isOpen = ({ recommendation }: Pick<JunctionState | CorridorState, 'recommendation'>): boolean => recommendation?.state === 'proposed';
export function junctionFace(junction: JunctionState): JunctionFace {
  if (!junction.online) return 'offline';
  if (junction.faults.length > 0) return 'fault';
  return isOpen(junction) ? 'recommendation' : 'ok';
}
const JUNCTION_TONE: Readonly<Record<JunctionFace, Tone>> = { ok: 'ok', recommendation: 'info', fault: 'bad', offline: 'mute' };
export const junctionTone = (junction: JunctionState): Tone => JUNCTION_TONE[junctionFace(junction)];

export const deviceTone = (device: DeviceState): Tone => {
  if (device.faults.length > 0) return 'warn';
  return device.online === true ? 'ok' : 'mute';
};

const PLAN_TONE: Readonly<Record<PlanState['state'], Tone>> = { idle: 'mute', proposed: 'info', running: 'warn' };
export const planTone = (plan: PlanState): Tone => PLAN_TONE[plan.state];

export function corridorTone({ recommendation, now }: CorridorState): Tone {
  if (recommendation?.state === 'failed') return 'bad';
  if (recommendation?.state === 'proposed') return 'info';
  return now === null ? 'mute' : 'ok';
}

export type Severity = 'critical' | 'warning' | 'info' | 'cleared';
export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info', 'cleared'];
export const severityOf = (alarm: AlarmState): Severity => (alarm.clearedAtMs === null ? alarm.severity : 'cleared');
const SEVERITY_TONE: Readonly<Record<Severity, Tone>> = { critical: 'bad', warning: 'warn', info: 'info', cleared: 'mute' };
export const severityTone = (severity: Severity): Tone => SEVERITY_TONE[severity];
export const isWaiting = (alarm: AlarmState): boolean => alarm.clearedAtMs === null && alarm.acknowledgedBy === null;

/** How far an alarm that waits is escalated: 0 not at all. */
export const escalationOf = (alarm: AlarmState): 0 | 1 | 2 => (isWaiting(alarm) ? (alarm.escalation?.level ?? 0) : 0);

/** Worst first, escalated before others, not acknowledged before acknowledged, newest first. */
export function compareAlarms(a: AlarmState, b: AlarmState): number {
  const rank = SEVERITIES.indexOf(severityOf(a)) - SEVERITIES.indexOf(severityOf(b));
  if (rank !== 0) return rank;
  const escalated = escalationOf(b) - escalationOf(a);
  if (escalated !== 0) return escalated;
  const waiting = Number(isWaiting(b)) - Number(isWaiting(a));
  return waiting === 0 ? b.raisedAtMs - a.raisedAtMs || a.id.localeCompare(b.id) : waiting;
}

/** Whether a thing stands out: what "only what stands out" keeps in the lists. */
export const stands = {
  facilities: (v: FacilityState): boolean => v.status !== 'spacesAvailable' || v.rezeroProposal !== null,
  links: (v: LinkState): boolean => v.level === 'slow' || v.level === 'jam' || v.level === 'unknown' || v.congested,
  junctions: (v: JunctionState): boolean => junctionFace(v) !== 'ok',
  signs: (v: SignState): boolean => signFace(v) !== 'ok' || v.level !== 'live',
  alarms: isWaiting,
  devices: (v: DeviceState): boolean => v.online !== true || v.faults.length > 0,
  plans: (v: PlanState): boolean => v.state !== 'idle',
  corridors: (v: CorridorState): boolean => corridorTone(v) === 'info' || corridorTone(v) === 'bad',
};
