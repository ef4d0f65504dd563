import type { AlarmState, CommandOutcome, Text } from '@wegweiser/contracts';
import { DEFAULT_ALARM_LIMITS, escalatesAt, escalationOf, groupOf, type AlarmLimits } from './alarm-rules.js';
import { Earliest } from './earliest.js';
import { notFound, OPERATOR, type Outputs } from './outputs.js';

export interface Finding {
  code: string;
  severity: AlarmState['severity'];
  about: { kind: string; id: string };
  text: Text;
}
export type AlarmsState = Record<string, AlarmState>;

const FORGET_CLEARED_MS = 3_600_000;

/**
 * Alarms by code and object: raised once, cleared once, acknowledged by an operator, escalated while nobody does, kept an
 * hour for the eye. One that comes back within that hour counts on.
 */
export class Alarms {
  private alarms: AlarmsState = {};
  private readonly due = new Earliest();

  constructor(private readonly out: Outputs, private readonly limits: AlarmLimits = DEFAULT_ALARM_LIMITS, private readonly areas: ReadonlyMap<string, string> = new Map()) {}

  raise(finding: Finding, nowMs: number): void {
    const id = idOf(finding.code, finding.about);
    const known = this.alarms[id];
    if (known !== undefined && known.clearedAtMs === null && known.text.de === finding.text.de) return;
    const goesOn = known !== undefined && known.clearedAtMs === null;
    const more = goesOn ? { escalation: known.escalation ?? null, occurrences: known.occurrences ?? 1 } : { escalation: null, occurrences: (known?.occurrences ?? 0) + 1 };
    this.put({ id, ...finding, raisedAtMs: goesOn ? known.raisedAtMs : nowMs, clearedAtMs: null, acknowledgedBy: goesOn ? known.acknowledgedBy : null, group: this.groupOf(finding), ...more }, nowMs);
  }

  private groupOf({ code, about }: Finding): string {
    return groupOf(code, this.areas.get(`${about.kind}/${about.id}`));
  }

  clear(code: string, about: Finding['about'], nowMs: number): void {
    const known = this.alarms[idOf(code, about)];
    if (known !== undefined && known.clearedAtMs === null) this.put({ ...known, clearedAtMs: nowMs }, nowMs);
  }

  /** Raises while `active`, clears otherwise. */
  set(active: boolean, finding: Finding, nowMs: number): void {
    if (active) this.raise(finding, nowMs);
    else this.clear(finding.code, finding.about, nowMs);
  }

  acknowledge(id: string, nowMs: number): CommandOutcome {
    // The id comes from outside: `constructor` is no alarm.
    const known = Object.hasOwn(this.alarms, id) ? this.alarms[id] : undefined;
    if (known === undefined) return notFound('alarm', id);
    if (known.acknowledgedBy !== null) return { ok: false, code: 'conflict', message: 'the alarm was acknowledged already' };
    this.put({ ...known, acknowledgedBy: OPERATOR }, nowMs);
    return { ok: true };
  }

  /** What an act on it may change, for the audit log. */
  standing(id: string): { acknowledgedBy: string | null; clearedAtMs: number | null } | null {
    const known = Object.hasOwn(this.alarms, id) ? this.alarms[id] : undefined;
    return known === undefined ? null : { acknowledgedBy: known.acknowledgedBy, clearedAtMs: known.clearedAtMs };
  }

  /** Those that were seen: what is unknown or acknowledged already is passed over; `conflict` when nothing is left. */
  acknowledgeAll(ids: readonly string[], nowMs: number): CommandOutcome {
    const waiting = ids.filter((id) => Object.hasOwn(this.alarms, id) && this.alarms[id]!.acknowledgedBy === null);
    if (waiting.length === 0) return { ok: false, code: 'conflict', message: 'these alarms were acknowledged already' };
    for (const id of waiting) this.put({ ...this.alarms[id]!, acknowledgedBy: OPERATOR }, nowMs);
    return { ok: true };
  }

  private escalate(nowMs: number): void {
    if (!this.due.isPast(nowMs)) return;
    for (const alarm of Object.values(this.alarms)) {
      const escalation = escalationOf(alarm, nowMs, this.limits);
      const next = { ...alarm, escalation };
      if (escalation !== null && escalation.level !== alarm.escalation?.level) this.put(next, nowMs);
      else this.due.note(escalatesAt(alarm, this.limits) - 1);
    }
  }

  tick(nowMs: number): void {
    this.escalate(nowMs);
    for (const alarm of Object.values(this.alarms)) {
      if (alarm.clearedAtMs === null || nowMs - alarm.clearedAtMs < FORGET_CLEARED_MS) continue;
      delete this.alarms[alarm.id];
      this.out.store.remove('alarms', alarm.id);
    }
  }

  private put(alarm: AlarmState, atMs: number): void {
    this.alarms[alarm.id] = alarm;
    this.due.note(escalatesAt(alarm, this.limits) - 1);
    this.out.store.set('alarms', alarm);
    this.out.derive({ table: 'alarm', atMs, value: alarm });
  }

  save(): AlarmsState {
    return this.alarms;
  }
  restore(state: AlarmsState): void {
    this.alarms = state;
    this.due.forget();
  }
}

const idOf = (code: string, about: Finding['about']): string => `${code}:${about.kind}:${about.id}`;
