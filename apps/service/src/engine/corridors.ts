import type { City, CommandOutcome, CorridorConfig, CorridorState } from '@wegweiser/contracts';
import {
  adviseGroup, createGroupAdvice, dayBefore, decideGroup, formatNoGroup, groupSteps, isFinal, memberChanged,
  type CorridorInput, type GroupAdvice, type GroupParams, type GroupRecord, type GroupResult, type GroupStep, type RecommendationRecord, type Solver, type Steps,
} from '@wegweiser/signals';
import { publicGroup, publicTiming, undecidedMembers } from './corridor-public.js';
import type { Junctions } from './junctions.js';
import { notFound, type Outputs } from './outputs.js';

interface Memory {
  advice: GroupAdvice;
  /** When it is looked at next; 0 before the first second. */
  lookAtMs: number;
  /** The last that ended. */
  ended: GroupRecord | null;
  shown: Pick<CorridorState, 'atMs' | 'now' | 'note'>;
}
/** A look under way: what was heard is of `atMs`. */
interface Look {
  steps: Steps<GroupResult>;
  atMs: number;
}
interface Entry {
  config: CorridorConfig;
  sections: CorridorInput['sections'];
  memory: Memory;
  /** Not remembered over a restart: it begins again. */
  look: Look | null;
}
export type CorridorsState = Record<string, Memory>;

/** A corridor is looked at this often. A look is done in steps, one a second for all corridors together: signals and drivers are answered in between. */
const LOOK_EVERY_MS = 300_000;
const TURN_MS = 7_000;
const SOON_MS = 10_000;
const SHOW_ENDED_MS = 3_600_000;

/** Every corridor: one cycle and offsets for its junctions, recommended, decided and ended as one. */
export class Corridors {
  private readonly entries = new Map<string, Entry>();
  private readonly byJunction = new Map<string, Entry>();

  constructor(city: City, private readonly out: Outputs, private readonly junctions: Junctions, private readonly solve: Solver, private readonly params: GroupParams) {
    for (const config of city.corridors) {
      const entry: Entry = { config, sections: sectionsOf(city, config), memory: newMemory(), look: null };
      this.entries.set(config.id, entry);
      for (const { junctionId } of config.stops) this.byJunction.set(junctionId, entry);
    }
    junctions.onChanged = (record, atMs) => this.memberChanged(record, atMs);
  }

  tick(nowMs: number): void {
    let turn = 0;
    for (const entry of this.entries.values()) {
      turn += 1;
      if (entry.memory.lookAtMs === 0) entry.memory.lookAtMs = nowMs + ((turn * TURN_MS) % LOOK_EVERY_MS);
      if (entry.look === null && nowMs >= entry.memory.lookAtMs) entry.look = { steps: this.look(entry, nowMs), atMs: nowMs };
    }
    const [next] = [...this.entries.values()].flatMap((entry) => (entry.look === null ? [] : [{ entry, look: entry.look }])).toSorted((a, b) => a.look.atMs - b.look.atMs);
    if (next !== undefined) this.step(next.entry, next.look, nowMs);
  }

  private look({ config, sections }: Entry, nowMs: number): Steps<GroupResult> {
    const stops = config.stops.map(({ junctionId, forward, backward }) => ({ ...this.junctions.heard(junctionId, nowMs), lanes: { forward, backward } }));
    return groupSteps({ id: config.id, name: config.name, stops, sections }, this.solve, nowMs, this.params);
  }

  private step(entry: Entry, look: Look, nowMs: number): void {
    const { memory } = entry;
    // Where a step fails, it is the next turn's again.
    [entry.look, memory.lookAtMs] = [null, look.atMs + LOOK_EVERY_MS];
    const { done, value } = look.steps.next();
    if (done !== true) {
      [entry.look, memory.lookAtMs] = [look, look.atMs];
      return;
    }
    memory.shown = { atMs: look.atMs, now: value.now === null ? null : publicTiming(value.now), note: value.kind === 'none' ? formatNoGroup(value.why, (id) => this.junctions.models.get(id)?.name ?? id) : null };
    this.settle(entry, adviseGroup(memory.advice, value, nowMs, this.params), nowMs);
  }

  /** An operator's word, `null` when no corridor has such a recommendation. */
  decide(recommendationId: string, decision: 'accept' | 'reject', reason: string, by: string, atMs: number): CommandOutcome | null {
    const entry = [...this.entries.values()].find(({ memory: { advice } }) => advice.open?.recommendation.id === recommendationId);
    if (entry === undefined) return null;
    const result = decideGroup(this.junctions.models, entry.memory.advice, { recommendationId, decision, by, reason, atMs });
    this.settle(entry, result, atMs);
    if (!result.ok) return refusalOf(result.code);
    if (decision === 'accept') for (const member of entry.memory.advice.open?.recommendation.members ?? []) this.junctions.adopt(member, { by, reason, atMs });
    return { ok: true };
  }

  standing(recommendationId: string): { status: string } | null {
    const records = [...this.entries.values()].flatMap(({ memory: { advice, ended } }) => [advice.open, advice.active, ended]);
    const record = records.find((r) => r?.recommendation.id === recommendationId);
    return record == null ? null : { status: record.status };
  }

  private memberChanged(member: RecommendationRecord, atMs: number): void {
    const entry = this.byJunction.get(member.recommendation.junctionId);
    if (entry === undefined) return;
    const step = memberChanged(entry.memory.advice, member, atMs);
    this.settle(entry, step, atMs);
    // What expired has expired for all; else the others go back to their own plans, for a wave with a gap is none.
    if (step.ended === null || step.ended.status === 'expired') return;
    for (const other of step.ended.recommendation.members) if (other.id !== member.recommendation.id) this.junctions.abandon(other, entry.config.id, atMs);
  }

  private settle(entry: Entry, { state, changed }: GroupStep, nowMs: number): void {
    const { config, memory } = entry;
    memory.advice = state;
    // A look under way heard what was before.
    if (changed.length > 0 && entry.look !== null) [entry.look, memory.lookAtMs] = [null, nowMs + SOON_MS];
    for (const record of changed) {
      if (isFinal(record.status)) memory.ended = record;
      // Other plans run now: what is shown is to be theirs.
      if (record.status === 'confirmed') memory.lookAtMs = Math.min(memory.lookAtMs, nowMs + SOON_MS);
      for (const value of undecidedMembers(record)) this.out.derive({ table: 'recommendation', atMs: nowMs, value });
    }
    this.present(config, memory, nowMs);
  }

  private present({ id }: CorridorConfig, { advice, ended, shown }: Memory, nowMs: number): void {
    const record = advice.open ?? advice.active ?? (ended !== null && nowMs - ended.changedAtMs < SHOW_ENDED_MS ? ended : null);
    const before = dayBefore(advice.outcomes, record?.recommendation.issuedAtMs ?? nowMs);
    this.out.store.set('corridors', {
      id, ...shown,
      recommendation: record === null ? null : publicGroup(record),
      dayBefore: before === null ? null : { issuedAtMs: before.issuedAtMs, state: before.status, delayNowS: before.delayNowS, delayAfterS: before.delayAfterS, delayMeasuredS: before.delayMeasuredS },
    });
  }

  save(): CorridorsState {
    return Object.fromEntries([...this.entries].map(([id, { memory }]) => [id, memory]));
  }

  restore(state: CorridorsState): void {
    for (const [id, entry] of this.entries) {
      const saved = state[id];
      if (saved === undefined) continue;
      if (fits(entry.config, saved.advice)) entry.memory = saved;
      else this.present(entry.config, entry.memory, 0);
    }
  }
}

/** What is remembered speaks of the corridor's junctions; a corridor that has others by now begins anew. */
const fits = ({ stops }: CorridorConfig, { open, active }: GroupAdvice): boolean =>
  [open, active].every((record) => record === null || record.recommendation.members.map((m) => m.junctionId).join() === stops.map((s) => s.junctionId).join());

const newMemory = (): Memory => ({ advice: createGroupAdvice(), lookAtMs: 0, ended: null, shown: { atMs: null, now: null, note: null } });

/** Travel times at the speed of the wave. */
function sectionsOf(city: City, { sections }: CorridorConfig): CorridorInput['sections'] {
  const lengthM = new Map(city.links.map((l) => [l.id, l.lengthM]));
  return sections.map(({ forward, backward, progressionKmh }) => {
    const travelS = (link: string): number => ((lengthM.get(link) ?? 0) * 3.6) / progressionKmh;
    return { forward: travelS(forward), backward: travelS(backward) };
  });
}

function refusalOf(code: 'notFound' | 'expired' | 'illegalTransition' | 'unsafePlan'): CommandOutcome {
  switch (code) {
    case 'notFound':
      return notFound('open recommendation', '');
    case 'expired':
      return { ok: false, code: 'expired', message: 'the recommendation has expired' };
    case 'illegalTransition':
      return { ok: false, code: 'conflict', message: 'the recommendation was decided already' };
    case 'unsafePlan':
      return { ok: false, code: 'invalid', message: 'the safety check turned a plan down' };
  }
}
