import type { AlarmState, CommandOutcome, Text } from '@wegweiser/contracts';
import { notFound, OPERATOR, type Outputs } from './outputs.js';

export interface Finding {
  code: string;
  severity: AlarmState['severity'];
  about: { kind: string; id: string };
  text: Text;
}
export type AlarmsState = Record<string, AlarmState>;

const FORGET_CLEARED_MS = 3_600_000;

/** Alarms by code and object: raised once, cleared once, acknowledged by an operator, kept an hour for the eye. */
export class Alarms {
  private alarms: AlarmsState = {};

  constructor(private readonly out: Outputs) {}

  raise(finding: Finding, nowMs: number): void {
    const id = idOf(finding.code, finding.about);
    const known = this.alarms[id];
    if (known !== undefined && known.clearedAtMs === null && known.text.de === finding.text.de) return;
    const goesOn = known !== undefined && known.clearedAtMs === null;
    this.put({ id, ...finding, raisedAtMs: goesOn ? known.raisedAtMs : nowMs, clearedAtMs: null, acknowledgedBy: goesOn ? known.acknowledgedBy : null }, nowMs);
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

  tick(nowMs: number): void {
    for (const alarm of Object.values(this.alarms)) {
      if (alarm.clearedAtMs === null || nowMs - alarm.clearedAtMs < FORGET_CLEARED_MS) continue;
      delete this.alarms[alarm.id];
      this.out.store.remove('alarms', alarm.id);
    }
  }

  private put(alarm: AlarmState, atMs: number): void {
    this.alarms[alarm.id] = alarm;
    this.out.store.set('alarms', alarm);
    this.out.derive({ table: 'alarm', atMs, value: alarm });
  }

  save(): AlarmsState {
    return this.alarms;
  }
  restore(state: AlarmsState): void {
    this.alarms = state;
  }
}

const idOf = (code: string, about: Finding['about']): string => `${code}:${about.kind}:${about.id}`;
