import type { JunctionConfig, SignalStageMessage, SignalStateReading, TacticalView } from '@wegweiser/contracts';
import {
  countJunction, coupledStep, createCoupledState, createGuardState, createJunctionCount, DEFAULT_TACTICAL_PARAMS, guardStageSwitch, nearOf, seenFromNear,
  type CoupledState, type CoupledStep, type Departures, type DetectorView, type GuardState, type JunctionCount, type LoopSeconds, type ShownStage, type NearSignal, type TacticalChoice, type TacticalJunction,
} from '@wegweiser/signals';
import { tacticalLayout, type TacticalSection } from './tactical-layout.js';
import { reasonText, type Ended } from './tactical-words.js';

interface Left {
  atMs: number;
  lanes: CoupledStep['left'];
}
export interface TacticalMemory {
  mode: 'advice' | 'automatic';
  ended: Ended | null;
  coupled: CoupledState;
  /** What came into the lanes, for the strategic level. */
  count: JunctionCount;
  /** As it was a second earlier, where signals are near: theirs may be decided before or after this one. */
  before: { atMs: number; coupled: CoupledState } | null;
  guard: GuardState | null;
  /** Departures of the last two seconds, for the neighbours. */
  left: Left[];
  request: { id: string; stageId: string; sinceMs: number; issuedAtMs: number } | null;
  /** Since when the street shows another stage than the guard, or follows another request; `null` while they agree. */
  unlikeSinceMs: number | null;
  /** Time of the last second, and when it was received. */
  atMs: number;
  heardAtMs: number;
  view: TacticalView | null;
}

/** What one second wants done outside. */
export interface TacticalEffects {
  /** `null` takes the request back. */
  request: SignalStageMessage | null | undefined;
  ended: Ended | null;
}

/** A request says this long by itself, and is said again in time. */
const VALID_MS = 30_000;
const AGAIN_MS = 10_000;
/** A controller that says nothing for so long is not controlled any more. */
const SILENT_MS = 5000;
/** Minimum greens and clearing may hold a controller so long; then it does not follow. */
const READBACK_MS = 15_000;
/** More faulty detectors than this and it is not known what stands where. */
const MOST_FAULTY = 0.5;
const [MOST_RUNS, RUNS_MS] = [60, 600_000];
/** After so long without a second what was counted is of another time. */
const FORGET_MS = 300_000;
const NOTHING: TacticalEffects = { request: undefined, ended: null };

type Second = SignalStateReading & Required<Pick<SignalStateReading, 'stage' | 'detectors'>>;

/** The tactical level of one junction: every second which stage it should show, and in automatic mode the request for it. */
export class Tactical {
  readonly layout: TacticalJunction;
  memory: TacticalMemory;
  private readonly loops: number;
  /** Junctions whose traffic comes here. */
  readonly neighbours: readonly string[];
  /** Junctions that are looked at together with this one. */
  near: readonly string[] = [];

  constructor(private readonly config: JunctionConfig, section: TacticalSection) {
    this.layout = tacticalLayout(config, section);
    this.loops = new Set(this.layout.lanes.flatMap((l) => [l.stopLoop ?? [], l.waitLoops, l.upstream.map((u) => u.loopId)].flat())).size;
    this.neighbours = [...new Set(this.layout.lanes.flatMap((l) => l.feeders.map((f) => f.junctionId)))];
    this.memory = {
      mode: section.start, ended: null, coupled: createCoupledState(this.layout, DEFAULT_TACTICAL_PARAMS), count: createJunctionCount(this.layout), before: null, guard: null, left: [],
      request: null, unlikeSinceMs: null, atMs: 0, heardAtMs: 0, view: null,
    };
  }

  /** Whether a saved memory is of this layout and of these rules; a junction whose lanes are others by now begins anew. */
  fits({ coupled, count }: TacticalMemory): boolean {
    const { rules } = this.memory.coupled;
    return coupled?.rules.version === rules.version && coupled.rules.lanes.length === rules.lanes.length && count?.lanes.length === rules.lanes.length;
  }

  /** What the strategic level may lay out plans by; `undefined` while the controller is silent. */
  detectors(nowMs: number): DetectorView | undefined {
    const { atMs, coupled, count } = this.memory;
    return nowMs - atMs > SILENT_MS ? undefined : { junction: this.layout, state: coupled.rules, count, tactical: DEFAULT_TACTICAL_PARAMS };
  }

  /** Departures of the second that ended at `atMs`. */
  leftAt(atMs: number): CoupledStep['left'] {
    return this.memory.left.find((l) => l.atMs === atMs)?.lanes ?? {};
  }

  /** Tells every junction which others are near. */
  static acquaint(all: readonly Tactical[]): void {
    const layouts = all.map((t) => t.layout);
    for (const t of all) t.near = nearOf(t.layout, layouts, DEFAULT_TACTICAL_PARAMS).map((j) => j.id);
  }

  /** This junction as those near it see it after the second that ended at `atMs`; `null` where nothing is known of it. */
  seenAt(atMs: number): NearSignal | null {
    const { memory } = this;
    const coupled = memory.atMs === atMs ? memory.coupled : memory.before?.atMs === atMs ? memory.before.coupled : null;
    return coupled === null ? null : seenFromNear(this.layout, coupled);
  }

  /** An operator or a plan decides who chooses the stages. */
  control(mode: 'advice' | 'automatic', ended: Ended | null = null): TacticalEffects {
    const { memory } = this;
    const was = memory.request;
    Object.assign(memory, { mode, ended, guard: null, request: null, unlikeSinceMs: null });
    if (memory.view !== null) memory.view = { ...memory.view, mode, ended, requestId: null };
    return { request: was === null ? undefined : null, ended };
  }

  private end(ended: Ended): TacticalEffects {
    return this.memory.mode === 'automatic' ? this.control('advice', ended) : NOTHING;
  }

  /** The request in force, for whoever asks again. */
  standing(): SignalStageMessage | null {
    const { request, view } = this.memory;
    if (request === null || view === null) return null;
    return { requestId: request.id, junctionId: this.config.id, stageId: request.stageId, issuedAtMs: request.issuedAtMs, expiresAtMs: request.issuedAtMs + VALID_MS, reason: view.text };
  }

  /** Time passes without a word of the controller. */
  tick(nowMs: number): TacticalEffects {
    const { mode, heardAtMs } = this.memory;
    if (mode !== 'automatic' || heardAtMs === 0 || nowMs - heardAtMs <= SILENT_MS) return NOTHING;
    return this.end('silent');
  }

  /** One second of the controller. @param departures of the neighbours in the second before @param near those near by, after that second */
  second(r: SignalStateReading, departures: Departures, near: readonly NearSignal[] = []): TacticalEffects {
    const { memory } = this;
    if (r.timeMs <= memory.atMs) return NOTHING;
    memory.heardAtMs = r.receivedAtMs;
    if (r.faults.length > 0 || r.status !== 'ok') return this.end('fault');
    if (!this.usable(r)) return this.end('data');
    memory.before = this.near.length === 0 ? null : { atMs: memory.atMs, coupled: memory.coupled };
    if (memory.atMs > 0 && r.timeMs - memory.atMs > FORGET_MS) memory.count = createJunctionCount(this.layout);
    memory.atMs = r.timeMs;
    const choice = this.choose(r, departures, near);
    const effects = memory.mode === 'automatic' ? this.ask(r, choice) : NOTHING;
    this.show(r, choice);
    if (effects.ended !== null) return effects;
    return { ...effects, request: effects.request === undefined ? undefined : this.standing() };
  }

  private usable(r: SignalStateReading): r is Second {
    if (r.stage === undefined || r.detectors === undefined || !this.layout.stageIds.includes(r.stage.id)) return false;
    return Object.values(r.detectors).filter((d) => d === null).length <= MOST_FAULTY * this.loops;
  }

  private choose(r: Second, departures: Departures, near: readonly NearSignal[]): TacticalChoice {
    const { memory, layout } = this;
    const loops: LoopSeconds = Object.fromEntries(Object.entries(r.detectors).flatMap(([id, d]) => (d === null ? [] : [[id, { entered: d.entered, left: d.left, occupancy: d.occupancyPct / 100 }]])));
    const next = r.stage.nextId === null ? null : layout.stageIds.indexOf(r.stage.nextId);
    const shown: ShownStage = { stage: layout.stageIds.indexOf(r.stage.id), greenS: r.stage.greenS, nextStage: next };
    const { choice, left, ...coupled } = coupledStep(layout, memory.coupled, loops, shown, departures, DEFAULT_TACTICAL_PARAMS, near);
    memory.count = countJunction(layout, memory.count, memory.coupled.rules, coupled.rules, loops, shown, DEFAULT_TACTICAL_PARAMS);
    memory.coupled = coupled;
    memory.left = [...memory.left.slice(-1), { atMs: r.timeMs, lanes: left }];
    return choice;
  }

  /** Through the guard, and out when it is another stage or the last request grows old. `request: null` here means "as it stands". */
  private ask(r: Second, choice: TacticalChoice): TacticalEffects {
    const { memory, config } = this;
    const street = r.stage.nextId ?? r.stage.id;
    const guard = memory.guard ?? createGuardState(config, street, r.timeMs);
    if (!this.followed(r, guard.stageId === street)) return this.end('readback');
    const wish = r.stage.nextId === null ? (this.layout.stageIds[choice.stage] ?? null) : null;
    memory.guard = guardStageSwitch(config, guard, wish, r.timeMs).state;
    return this.renew(memory.guard.stageId, r.timeMs) ? { request: null, ended: null } : NOTHING;
  }

  /** Read-back: the street shows what the guard let through, by our request, or has not been unlike it for too long. */
  private followed(r: Second, sameStage: boolean): boolean {
    const { memory } = this;
    const follows = sameStage && (memory.request === null || r.stage.requestId === memory.request.id);
    memory.unlikeSinceMs = follows ? null : (memory.unlikeSinceMs ?? r.timeMs);
    return memory.unlikeSinceMs === null || r.timeMs - memory.unlikeSinceMs < READBACK_MS;
  }

  /** @returns whether there is something to be said */
  private renew(stageId: string, atMs: number): boolean {
    const { memory, config } = this;
    const same = memory.request?.stageId === stageId ? memory.request : null;
    if (same !== null && atMs - same.issuedAtMs < AGAIN_MS) return false;
    const sinceMs = same?.sinceMs ?? atMs;
    memory.request = { id: `st-${config.id}-${sinceMs}`, stageId, sinceMs, issuedAtMs: atMs };
    return true;
  }

  private show(r: Second, choice: TacticalChoice): void {
    const { memory, layout } = this;
    const runs = memory.view?.runs ?? [];
    const stageId = r.stage.nextId === null ? r.stage.id : null;
    const grown = runs.at(-1)?.stageId === stageId && runs.length > 0 ? runs : [...runs, { stageId, fromMs: r.timeMs }];
    memory.view = {
      mode: memory.mode, ended: memory.ended, atMs: r.timeMs, stageId: r.stage.id, greenS: r.stage.greenS, nextStageId: r.stage.nextId,
      wantedStageId: layout.stageIds[choice.stage] ?? r.stage.id, reason: choice.reason, text: reasonText(layout, memory.coupled.rules, r.stage, choice), requestId: memory.request?.id ?? null,
      lanes: layout.lanes.map((l, i) => {
        const lane = memory.coupled.rules.lanes[i];
        return { id: l.id, queueVeh: Math.max(0, Math.round(((lane?.queueVeh ?? 0) + (lane?.hiddenVeh ?? 0)) * 10) / 10), waitS: Math.max(0, Math.round(lane?.waitS ?? 0)) };
      }),
      // Of the run before the window the end is still to be seen.
      runs: grown.filter((_, i) => (grown[i + 1]?.fromMs ?? r.timeMs) > r.timeMs - RUNS_MS).slice(-MOST_RUNS),
    };
  }
}
