import type { City, CommandOutcome, FacilityState, PlanAction, PlanConfig, PlanState } from '@wegweiser/contracts';
import {
  dismissPlan, measuresInForce, newPlanMemory, startPlan, stepPlan, stopPlan, subjectOf, triggerOf, viewSchedule,
  type ActionPlan, type InForce, type LinkInput, type PlanEvent, type PlanMeasure, type PlanMemory, type PlanRefusal, type ScheduleView,
} from '@wegweiser/guidance';
import type { Alarms } from './alarms.js';
import type { Facilities } from './facilities.js';
import { notFound, OPERATOR, type Outputs } from './outputs.js';
import { planOf } from './plan-config.js';
import type { Revisions } from './revisions.js';
import { targetInputs, type Signs } from './signs.js';
import type { Before } from './undo.js';

interface Entry {
  city: PlanConfig;
  plan: ActionPlan;
  memory: PlanMemory;
  /** Its schedule, until its next edge; `null`: not looked at yet. */
  view: ScheduleView | null;
}
export interface PlansState {
  memories: Record<string, PlanMemory>;
  /** Plan whose measure was carried out, by subject. */
  applied: Record<string, string>;
  /** Facilities that an operator opened against a running plan, by subject: the plan lets go of them until it ends. */
  released: Record<string, string>;
}

const REFUSALS: Record<PlanRefusal, string> = {
  running: 'the plan runs already', notRunning: 'the plan does not run', notProposed: 'the plan is not proposed',
  past: 'the end lies in the past', tooLong: 'the plan may not run that long',
};
const EVENTS: Record<PlanEvent, string> = { started: 'planStarted', ended: 'planEnded', triggerGone: 'planEnded', proposed: 'planProposed', withdrawn: 'planWithdrawn' };
const authorOf = (planId: string): string => `plan:${planId}`;

/** Action plans: started and stopped by people and triggers, their measures put in force by priority, under every act of an operator. */
export class Plans {
  private readonly entries = new Map<string, Entry>();
  private applied: Record<string, string> = {};
  private released: Record<string, string> = {};
  private readonly asks: boolean;

  constructor(private readonly city: City, private readonly out: Outputs, private readonly alarms: Alarms, private readonly signs: Signs, private readonly facilities: Facilities, private readonly revisions: Revisions) {
    for (const p of city.plans) this.entries.set(p.id, { city: p, plan: planOf(p, city.facilities), memory: newPlanMemory(), view: null });
    this.asks = city.plans.some((p) => p.start !== 'operator' && p.when !== undefined);
  }

  command(planId: string, action: PlanAction, by: string, atMs: number): CommandOutcome {
    const entry = this.entries.get(planId);
    if (entry === undefined) return notFound('plan', planId);
    const done = this.perform(entry, action, by, atMs);
    if (!done.ok) return { ok: false, code: done.code === 'tooLong' || done.code === 'past' ? 'invalid' : 'conflict', message: REFUSALS[done.code] };
    entry.memory = done.memory;
    return { ok: true };
  }

  private perform({ plan, memory }: Entry, action: PlanAction, by: string, atMs: number) {
    switch (action.action) {
      case 'start':
        return startPlan(plan, memory, { by, reason: action.reason, untilMs: action.until === undefined ? null : Date.parse(action.until) }, atMs);
      case 'stop':
        return stopPlan(memory);
      case 'dismiss':
        return dismissPlan(memory);
    }
  }

  /**
   * Before time begins, how a plan was left at `atMs`. One that rests does so until its trigger, taken to hold, is gone: what it
   * was really like then nobody knows.
   */
  recall(planId: string, { run, rests }: Pick<PlanMemory, 'run' | 'rests'>, atMs: number): void {
    const entry = this.entries.get(planId);
    if (entry === undefined) return;
    entry.memory = { run, rests, proposedAtMs: null, trigger: rests ? { says: true, sinceMs: atMs, counts: true } : null };
    this.carryOut(measuresInForce(this.running()), atMs);
  }

  before(planId: string): Before | null {
    const entry = this.entries.get(planId);
    return entry === undefined ? null : { kind: 'plan', id: planId, memory: entry.memory };
  }
  /** A run that would have ended by now stays ended. */
  bringBack({ id, memory }: Extract<Before, { kind: 'plan' }>, atMs: number): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) entry.memory = { ...memory, trigger: entry.memory.trigger, run: memory.run !== null && memory.run.endsAtMs > atMs ? memory.run : null };
  }

  /** An operator opened a facility by hand: the plan that closes it lets go of it until it ends. Undone, it has it again. */
  opened(facilityId: string, byHand: boolean): void {
    const subject = `opening/${facilityId}`;
    const winner = measuresInForce(this.running()).get(subject);
    if (byHand && winner !== undefined) this.released[subject] = winner.planId;
    else delete this.released[subject];
  }

  private running(): ActionPlan[] {
    return [...this.entries.values()].flatMap((e) => (e.memory.run === null ? [] : [e.plan]));
  }

  tick(nowMs: number, facilities: Readonly<Record<string, FacilityState>>, links: Readonly<Record<string, LinkInput>>): void {
    if (this.entries.size === 0 && Object.keys(this.applied).length === 0) return;
    const inputs = { targets: this.asks ? targetInputs(facilities, nowMs) : {}, links };
    for (const entry of this.entries.values()) this.step(entry, inputs, nowMs);
    const wanted = measuresInForce(this.running());
    this.carryOut(wanted, nowMs);
    for (const entry of this.entries.values()) this.present(entry, wanted, inputs, nowMs);
  }

  private step(entry: Entry, inputs: Parameters<typeof triggerOf>[1], nowMs: number): void {
    const { plan, city } = entry;
    const view = this.viewOf(entry, nowMs);
    const { memory, event } = stepPlan(plan, entry.memory, triggerOf(plan, inputs, nowMs, view), nowMs, view);
    entry.memory = memory;
    this.alarms.set(memory.proposedAtMs !== null, { code: 'planProposed', severity: 'warning', about: { kind: 'plan', id: plan.planId }, text: { de: `Handlungsplan „${city.name.de}“ wird vorgeschlagen`, en: `Action plan “${city.name.en}” is proposed` } }, nowMs);
    if (event === null) return;
    this.revisions.note('plan', plan.planId, { atMs: nowMs, by: 'rule', action: EVENTS[event], reason: event });
    this.out.derive({ table: 'audit', atMs: nowMs, value: { commandId: `rule:${plan.planId}:${nowMs}`, by: 'rule:plan', action: EVENTS[event], about: { kind: 'plan', id: plan.planId }, outcome: 'ok', detail: { event } } });
  }

  /** Puts in force what is wanted and not there, takes back what is there and no longer wanted. */
  private carryOut(wanted: ReadonlyMap<string, InForce>, nowMs: number): void {
    for (const [subject, planId] of Object.entries(this.applied)) {
      if (wanted.get(subject)?.planId === planId) continue;
      delete this.applied[subject];
      this.take(subject, planId, nowMs);
    }
    for (const [subject, planId] of Object.entries(this.released)) if (wanted.get(subject)?.planId !== planId) delete this.released[subject];
    for (const [subject, { planId, measure }] of wanted) this.put(subject, planId, measure, nowMs);
    this.showPlans();
  }

  private put(subject: string, planId: string, measure: PlanMeasure, nowMs: number): void {
    const entry = this.entries.get(planId)!;
    const { run } = entry.memory;
    if (run === null || this.released[subject] !== undefined) return;
    const by = authorOf(planId);
    const reason = entry.city.name.de;
    if (measure.kind === 'sign') this.signs.setPlan(measure.signId, { lockId: by, operator: by, reason, setAtMs: run.startedAtMs, expiresAtMs: run.endsAtMs, content: measure.content });
    // A closure by hand is kept; when it ends by itself the plan's comes.
    if (measure.kind === 'close' ? this.facilities.openedOrClosedBy(measure.facilityId) !== null : this.applied[subject] !== undefined) return;
    if (measure.kind === 'close') this.facilities.closeByPlan(measure.facilityId, by, { untilMs: run.endsAtMs, reason }, nowMs);
    if (measure.kind === 'capacity') this.facilities.capacityByPlan(measure.facilityId, by, measure.audience, { capacity: measure.capacity, untilMs: run.endsAtMs, reason }, nowMs);
    this.applied[subject] = planId;
    this.note(measure, 'planMeasureBegins', entry, nowMs);
  }

  private take(subject: string, planId: string, nowMs: number): void {
    const entry = this.entries.get(planId);
    const measure = entry?.plan.measures.find((m) => subjectOf(m) === subject);
    if (entry === undefined || measure === undefined) return this.takeUnknown(subject, planId, nowMs);
    const by = authorOf(planId);
    if (measure.kind === 'sign') this.signs.setPlan(measure.signId, null);
    else if (measure.kind === 'close') this.facilities.closeByPlan(measure.facilityId, by, null, nowMs);
    else this.facilities.capacityByPlan(measure.facilityId, by, measure.audience, null, nowMs);
    this.note(measure, 'planMeasureEnds', entry, nowMs);
  }

  /** The city has the plan or this measure no more; what it did is taken back all the same. */
  private takeUnknown(subject: string, planId: string, nowMs: number): void {
    const [kind, id = '', audience = ''] = subject.split('/');
    if (kind === 'sign') this.signs.setPlan(id, null);
    else if (kind === 'opening') this.facilities.closeByPlan(id, authorOf(planId), null, nowMs);
    else this.facilities.capacityByPlan(id, authorOf(planId), audience, null, nowMs);
  }

  /** Whoever has a form open on the sign or facility is told. */
  private note(measure: PlanMeasure, action: string, { city }: Entry, nowMs: number): void {
    const change = { atMs: nowMs, by: authorOf(city.id), action, reason: city.name.de };
    if (measure.kind === 'sign') this.revisions.note('sign', measure.signId, change);
    else {
      this.revisions.note('facility', measure.facilityId, change);
      this.facilities.refresh(measure.facilityId);
    }
  }

  private showPlans(): void {
    const shown = new Map<string, string>();
    for (const [subject, planId] of Object.entries(this.applied)) {
      const [kind, id = ''] = subject.split('/');
      if (kind !== 'sign' && this.released[subject] === undefined) shown.set(id, planId);
    }
    for (const f of this.city.facilities) this.facilities.showPlan(f.id, shown.get(f.id) ?? null);
  }

  private viewOf(entry: Entry, nowMs: number): ScheduleView {
    if (entry.view === null || (entry.view.edge !== null && nowMs >= entry.view.edge.atMs)) entry.view = viewSchedule(entry.plan.schedule, nowMs, this.city.city.timeZone);
    return entry.view;
  }

  private effectOf(measure: PlanMeasure, entry: Entry, wanted: ReadonlyMap<string, InForce>, nowMs: number): PlanState['measures'][number] {
    if (entry.memory.run === null) return { effect: 'waiting', by: null };
    const subject = subjectOf(measure);
    const winner = wanted.get(subject)!;
    if (winner.planId !== entry.plan.planId) return { effect: 'beaten', by: winner.planId };
    const byHand = measure.kind === 'sign' ? this.signs.isLocked(measure.signId) : measure.kind === 'close' ? this.facilities.openedOrClosedBy(measure.facilityId) !== authorOf(winner.planId) : this.facilities.hasOwnCapacity(measure.facilityId, measure.audience, nowMs);
    return { effect: byHand ? 'overridden' : 'inForce', by: null };
  }

  private present(entry: Entry, wanted: ReadonlyMap<string, InForce>, inputs: Parameters<typeof triggerOf>[1], nowMs: number): void {
    const { plan, memory } = entry;
    const { run } = memory;
    const view = this.viewOf(entry, nowMs);
    const value: PlanState = {
      id: plan.planId,
      state: run !== null ? 'running' : memory.proposedAtMs !== null ? 'proposed' : 'idle',
      // No name of a person is published.
      run: run === null ? null : { ...run, by: run.cause === 'operator' ? OPERATOR : run.by },
      proposedAtMs: memory.proposedAtMs,
      trigger: triggerOf(plan, inputs, nowMs, view),
      rests: memory.rests,
      nextChange: plan.start === 'operator' ? null : view.edge,
      measures: plan.measures.map((m) => this.effectOf(m, entry, wanted, nowMs)),
      revision: this.revisions.of('plan', plan.planId),
    };
    const before = this.out.store.find('plans', value.id);
    if (before === undefined || JSON.stringify(before) !== JSON.stringify(value)) this.out.store.set('plans', value);
  }

  save(): PlansState {
    return { memories: Object.fromEntries([...this.entries].map(([id, e]) => [id, e.memory])), applied: this.applied, released: this.released };
  }
  restore(state: PlansState): void {
    for (const [id, entry] of this.entries) entry.memory = state.memories[id] ?? entry.memory;
    this.applied = state.applied;
    this.released = state.released;
  }
}
