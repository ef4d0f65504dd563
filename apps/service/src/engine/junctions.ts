import { topicOf, type City, type CommandOutcome, type JunctionConfig, type JunctionState as PublicJunction, type SignalStateReading } from '@wegweiser/contracts';
import {
  abandon, adopt, advise, adviseFlow, adviseReadback, commandOf, createJunctionAdvice, decide, formatFailure, formatNoRecommendation, runningPlanOf, shownRecord,
  type AdviceEffect, type AdviceParams, type AdviceStep, type ControllerReadback, type CorridorInput, type Decision, type Departures, type JunctionAdvice, type NearSignal, type PlanAssessment, type Recommendation,
  type RecommendationRecord, type SignalCommand,
} from '@wegweiser/signals';
import type { LanePublished } from '@wegweiser/traffic';
import type { Alarms } from './alarms.js';
import { notFound, type Outputs } from './outputs.js';
import { publicRecommendation, recommendationMessage } from './recommendation-public.js';
import type { Revisions } from './revisions.js';
import { Tactical, type TacticalEffects, type TacticalMemory } from './tactical.js';
import { endedText } from './tactical-words.js';
import type { OnLane } from './traffic.js';

interface Memory {
  advice: JunctionAdvice;
  readback: ControllerReadback | null;
  shown: PublicJunction;
  assessment: { saturation: number; delayS: number } | null;
  /** Why there is nothing to recommend; missing before the first look. */
  note?: PublicJunction['note'];
  adviseAtMs: number;
  /** Of junctions whose controller takes stage requests. */
  tactical?: TacticalMemory;
}
interface Entry {
  config: JunctionConfig;
  /** A junction of a corridor has its cycle with the others: only its greens are its own. */
  params: AdviceParams;
  controllerId: string;
  memory: Memory;
  tactical: Tactical | null;
  dirty: boolean;
}
interface LaneRef {
  entry: Entry;
  laneId: string;
}
export type JunctionsState = Record<string, Memory>;

/** The strategic level looks at a junction this often; junctions take turns, so that no tick does all. */
const ADVISE_EVERY_MS = 60_000;

/** Every junction: demand from its lanes, state of its controller, recommendations and their way to the street. */
export class Junctions {
  private readonly entries = new Map<string, Entry>();
  private readonly byController = new Map<string, Entry>();
  private readonly lanes = new Map<string, LaneRef>();
  readonly models: ReadonlyMap<string, JunctionConfig>;
  /** Told of every new state of a recommendation. */
  onChanged: (record: RecommendationRecord, atMs: number) => void = () => undefined;

  constructor(city: City, private readonly out: Outputs, private readonly alarms: Alarms, private readonly params: AdviceParams, private readonly revisions: Revisions) {
    this.models = new Map(city.junctions.map((j) => [j.id, j]));
    const inCorridor = new Set(city.corridors.flatMap((c) => c.stops.map((s) => s.junctionId)));
    const together = { ...params, recommend: { ...params.recommend, keepCycle: true } };
    for (const config of city.junctions) {
      const controllerId = config.controllerId ?? config.id;
      const tactical = config.tactical === undefined ? null : new Tactical(config, config.tactical);
      const entry: Entry = { config, params: inCorridor.has(config.id) ? together : params, controllerId, memory: newMemory(config.id), tactical, dirty: true };
      this.entries.set(config.id, entry);
      this.byController.set(controllerId, entry);
      for (const lane of config.arms.flatMap((a) => a.lanes)) this.addLane(entry, lane);
    }
    Tactical.acquaint([...this.entries.values()].flatMap((e) => e.tactical ?? []));
  }

  /** Demand is what arrives: a loop before the stop line where there is one, else the one at it. */
  private addLane(entry: Entry, lane: JunctionConfig['arms'][number]['lanes'][number]): void {
    const loop = lane.loops.find((l) => l.role === 'upstream') ?? lane.loops.find((l) => l.role === 'stop') ?? lane.loops[0];
    if (loop !== undefined) this.lanes.set(loop.deviceId, { entry, laneId: lane.id });
  }

  /** Where a loop's intervals are counted as demand; `null` for a loop that no junction counts by. */
  demandOf(deviceId: string): OnLane | null {
    const ref = this.lanes.get(deviceId);
    return ref === undefined ? null : (published) => this.applyLane(ref, published);
  }

  private applyLane(ref: LaneRef, p: LanePublished): void {
    const heavyShare = p.flowVehPerH !== null && p.flowVehPerH > 0 && p.heavyFlowVehPerH !== null ? p.heavyFlowVehPerH / p.flowVehPerH : null;
    const { memory } = ref.entry;
    memory.advice = adviseFlow(memory.advice, { laneId: ref.laneId, vehPerH: p.flowVehPerH, heavyShare, occupancyPct: p.occupancyPct, startMs: p.startMs, endMs: p.endMs, quality: p.quality }, this.params);
  }

  applyState(r: SignalStateReading): void {
    const entry = this.byController.get(r.deviceId);
    if (entry === undefined) return;
    const { memory } = entry;
    memory.readback = { atMs: r.timeMs, planId: r.plan, cycleS: r.cycleS, ...(r.mode === null ? {} : { mode: r.mode }), commandId: r.commandId, faults: r.faults };
    const step = adviseReadback(memory.advice, memory.readback, this.params);
    memory.advice = step.state;
    memory.shown = { ...memory.shown, online: true, plan: r.plan, mode: r.mode, cycleS: r.cycleS, cycleSecond: r.cycleSecond, groups: r.groups, faults: r.faults, measuredAtMs: r.timeMs };
    this.carryOut(entry, step.effects, r.receivedAtMs);
    this.alarms.set(r.faults.length > 0, { code: 'signalFault', severity: 'critical', about: { kind: 'junction', id: entry.config.id }, text: { de: `${entry.config.name}: ${r.faults.join(', ')}`.slice(0, 300), en: `${entry.config.name}: ${r.faults.join(', ')}`.slice(0, 300) } }, r.receivedAtMs);
    entry.dirty = true;
    if (entry.tactical === null) return;
    const beforeMs = r.timeMs - 1000;
    this.afterTactical(entry, entry.tactical.second(r, this.departures(entry.tactical, beforeMs), this.near(entry.tactical, beforeMs)), r.receivedAtMs);
    // Decided every second: what is seen belongs to the request that goes out with it.
    this.present(entry, r.receivedAtMs);
  }

  /** What left the stop lines of the neighbours in the second that ended then. */
  private departures({ neighbours }: Tactical, atMs: number): Departures {
    return Object.fromEntries(neighbours.map((id) => [id, this.entries.get(id)?.tactical?.leftAt(atMs) ?? {}]));
  }

  private near({ near }: Tactical, atMs: number): NearSignal[] {
    return near.flatMap((id) => this.entries.get(id)?.tactical?.seenAt(atMs) ?? []);
  }

  /** Who chooses the stages of a junction from now on. */
  control(junctionId: string, mode: 'advice' | 'automatic', atMs: number): CommandOutcome {
    const entry = this.entries.get(junctionId);
    if (entry === undefined) return notFound('junction', junctionId);
    if (entry.tactical === null) return { ok: false, code: 'invalid', message: `the controller of ${junctionId} takes no stage requests` };
    if (mode === 'automatic' && entry.memory.advice.active !== null) return { ok: false, code: 'conflict', message: 'an accepted plan is in force' };
    this.afterTactical(entry, entry.tactical.control(mode), atMs);
    this.alarms.clear('signalAutomaticEnded', { kind: 'junction', id: junctionId }, atMs);
    return { ok: true };
  }

  private afterTactical(entry: Entry, { request, ended }: TacticalEffects, nowMs: number): void {
    if (request !== undefined) this.publish(entry, 'stage', request === null ? '' : JSON.stringify(request));
    if (ended !== null && ended !== 'plan') this.alarms.raise({ code: 'signalAutomaticEnded', severity: 'warning', about: { kind: 'junction', id: entry.config.id }, text: endedText(entry.config.name, ended) }, nowMs);
    // Whoever saw it in automatic mode has not seen this.
    if (ended !== null) this.revisions.note('junction', entry.config.id, { atMs: nowMs, by: 'rule', action: 'automaticEnded', reason: ended });
    entry.dirty = true;
  }

  applyLife(controllerId: string, online: boolean): void {
    const entry = this.byController.get(controllerId);
    if (entry === undefined || entry.memory.shown.online === online) return;
    entry.memory.shown = { ...entry.memory.shown, online };
    entry.dirty = true;
  }

  /** State of a recommendation that is open, of the one that took effect, or of the one that ended last. */
  standing(recommendationId: string): { status: string } | null {
    for (const { memory } of this.entries.values()) {
      for (const record of [memory.advice.open, memory.advice.active, memory.advice.ended]) if (record?.recommendation.id === recommendationId) return { status: record.status };
    }
    return null;
  }

  decide(recommendationId: string, decision: 'accept' | 'reject', reason: string, by: string, atMs: number): CommandOutcome {
    const entry = [...this.entries.values()].find((e) => e.memory.advice.open?.recommendation.id === recommendationId);
    if (entry === undefined) return notFound('open recommendation', recommendationId);
    const result = decide(entry.config, entry.memory.advice, { recommendationId, decision, by, reason, atMs }, this.params);
    entry.memory.advice = result.state;
    this.carryOut(entry, result.effects, atMs);
    // Who accepts a plan wants that plan and not the stages of the tactical level.
    if (result.ok && decision === 'accept' && entry.tactical?.memory.mode === 'automatic') this.afterTactical(entry, entry.tactical.control('advice', 'plan'), atMs);
    if (result.ok) return { ok: true };
    if (result.code === 'notFound') return notFound('open recommendation', recommendationId);
    if (result.code === 'expired') return { ok: false, code: 'expired', message: 'the recommendation has expired' };
    return { ok: false, code: result.code === 'unsafePlan' ? 'invalid' : 'conflict', message: result.code === 'unsafePlan' ? 'the safety check turned the plan down' : 'the recommendation was decided already' };
  }

  /** What the rules of a corridor have to know of a junction. */
  heard(junctionId: string, nowMs: number): Omit<CorridorInput['stops'][number], 'lanes'> {
    const { config, memory, tactical } = this.entryOf(junctionId);
    return { junction: config, plan: runningPlanOf(config, memory.advice, memory.readback), demand: memory.advice.demand, detectors: tactical?.detectors(nowMs) };
  }

  /** Commands a junction's part of what was accepted for its corridor. */
  adopt(member: Recommendation, decision: Omit<Decision, 'recommendationId' | 'decision'>): void {
    const entry = this.entryOf(member.junctionId);
    this.applyStep(entry, adopt(entry.memory.advice, member, decision, this.params), decision.atMs);
    if (entry.tactical?.memory.mode === 'automatic') this.afterTactical(entry, entry.tactical.control('advice', 'plan'), decision.atMs);
  }

  /** Takes it back. */
  abandon(member: Recommendation, by: string, atMs: number): void {
    const entry = this.entryOf(member.junctionId);
    this.applyStep(entry, abandon(entry.memory.advice, member.id, by, atMs, this.params), atMs);
  }

  private entryOf(junctionId: string): Entry {
    const entry = this.entries.get(junctionId);
    if (entry === undefined) throw new Error(`junction ${junctionId} is not configured`);
    return entry;
  }

  private applyStep(entry: Entry, step: AdviceStep, atMs: number): void {
    entry.memory.advice = step.state;
    this.carryOut(entry, step.effects, atMs);
  }

  tick(nowMs: number): void {
    let turn = 0;
    for (const entry of this.entries.values()) {
      turn += 1;
      const { memory } = entry;
      if (memory.adviseAtMs === 0) memory.adviseAtMs = nowMs + ((turn * 1000) % ADVISE_EVERY_MS);
      if (nowMs >= memory.adviseAtMs) this.advise(entry, nowMs);
      const silent = entry.tactical?.tick(nowMs);
      if (silent !== undefined && silent.ended !== null) this.afterTactical(entry, silent, nowMs);
      if (entry.dirty) this.present(entry, nowMs);
    }
  }

  private advise(entry: Entry, nowMs: number): void {
    const { memory, config } = entry;
    memory.adviseAtMs = nowMs + ADVISE_EVERY_MS;
    const runningPlan = runningPlanOf(config, memory.advice, memory.readback);
    const step = advise(config, memory.advice, { nowMs, runningPlan, detectors: entry.tactical?.detectors(nowMs), near: entry.tactical?.near }, entry.params);
    memory.advice = step.state;
    memory.assessment = step.result.now === null ? null : shortOf(step.result.now);
    memory.note = step.result.kind === 'none' ? formatNoRecommendation(step.result.why, (id) => this.models.get(id)?.name ?? id) : null;
    this.carryOut(entry, step.effects, nowMs);
    entry.dirty = true;
  }

  private carryOut(entry: Entry, effects: readonly AdviceEffect[], nowMs: number): void {
    for (const effect of effects) this.carryOutOne(entry, effect, nowMs);
    if (effects.length > 0) entry.dirty = true;
  }

  private carryOutOne(entry: Entry, effect: AdviceEffect, nowMs: number): void {
    const about = { kind: 'junction', id: entry.config.id };
    switch (effect.type) {
      case 'changed':
        this.out.derive({ table: 'recommendation', atMs: nowMs, value: publicRecommendation(effect.record) });
        // An empty retained message takes back what is decided, expired or superseded.
        this.publish(entry, 'recommendation', effect.record.status === 'proposed' ? JSON.stringify(recommendationMessage(effect.record)) : '');
        if (effect.record.status === 'confirmed') this.alarms.clear('signalCommandFailed', about, nowMs);
        return this.onChanged(effect.record, nowMs);
      case 'command':
        return this.publishCommand(entry, effect.command);
      case 'withdraw':
        // An empty retained message takes the command back: the controller returns to its own plan.
        return this.publish(entry, 'command', '');
      case 'alarm': {
        const { de, en } = formatFailure(effect.cause);
        return this.alarms.raise({ code: 'signalCommandFailed', severity: 'warning', about, text: { de: `${entry.config.name}: ${de}`, en: `${entry.config.name}: ${en}` } }, nowMs);
      }
    }
  }

  private publishCommand(entry: Entry, c: SignalCommand): void {
    const record = entry.memory.advice.open ?? entry.memory.advice.active;
    const reason = record === null ? { de: 'Befehl', en: 'Command' } : recommendationMessage(record).reason;
    this.publish(entry, 'command', JSON.stringify({ recommendationId: c.recommendationId, junctionId: c.junctionId, issuedAtMs: c.issuedAtMs, expiresAtMs: c.expiresAtMs, plan: c.plan, reason }));
  }

  private publish(entry: Entry, message: 'recommendation' | 'command' | 'stage', payload: string): void {
    this.out.publish(topicOf({ area: entry.config.area, deviceClass: 'signal', deviceId: entry.controllerId, message }), payload);
  }

  /** Says every command and recommendation in force once more. */
  republish(): void {
    for (const entry of this.entries.values()) {
      const stage = entry.tactical?.standing() ?? null;
      if (stage !== null) this.publish(entry, 'stage', JSON.stringify(stage));
      const { open, active } = entry.memory.advice;
      for (const record of [active, open]) {
        const command = record === null ? null : commandOf(record);
        if (command !== null) this.publishCommand(entry, command);
      }
      if (open?.status === 'proposed') this.publish(entry, 'recommendation', JSON.stringify(recommendationMessage(open)));
    }
  }

  private present(entry: Entry, nowMs: number): void {
    entry.dirty = false;
    const { memory } = entry;
    const record = shownRecord(memory.advice, nowMs, entry.params);
    memory.shown = { ...memory.shown, saturation: memory.assessment?.saturation ?? null, delayS: memory.assessment?.delayS ?? null, recommendation: record === null ? null : publicRecommendation(record), ...(memory.note === undefined ? {} : { note: record === null ? memory.note : null }), ...(entry.tactical === null ? {} : { tactical: entry.tactical.memory.view, revision: this.revisions.of('junction', entry.config.id) }) };
    this.out.store.set('junctions', memory.shown);
  }

  save(): JunctionsState {
    return Object.fromEntries([...this.entries].map(([id, e]) => [id, e.tactical === null ? e.memory : { ...e.memory, tactical: e.tactical.memory }]));
  }
  restore(state: JunctionsState): void {
    for (const [id, entry] of this.entries) {
      const saved = state[id];
      if (saved === undefined) continue;
      entry.memory = { ...saved, advice: { ...createJunctionAdvice(), ...saved.advice } };
      if (saved.tactical !== undefined && entry.tactical?.fits(saved.tactical) === true) entry.tactical.memory = saved.tactical;
    }
  }
}

const newMemory = (id: string): Memory => ({
  advice: createJunctionAdvice(),
  readback: null,
  assessment: null,
  adviseAtMs: 0,
  shown: { id, online: false, plan: null, mode: null, cycleS: null, cycleSecond: null, groups: {}, faults: [], saturation: null, delayS: null, recommendation: null, measuredAtMs: null },
});

const shortOf = (a: PlanAssessment) => ({ saturation: Math.round(a.saturation * 1000) / 1000, delayS: Math.round(a.delayS * 10) / 10 });

