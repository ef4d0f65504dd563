import { SignalRecommendationMessage, type JunctionConfig, type SignalPlan, type SignalStageMessage } from '@wegweiser/contracts';
import { withinHours, type LocalTime } from '../local-time.js';
import { jsonOf } from '../json.js';
import type { Light } from '../roads/model.js';
import type { Controller } from './model.js';
import { amberS, groupOf, interstageS, redAmberS, refusal, stageOf, type StageConfig } from './program.js';
import { heeded, wantedStage } from './stage-requests.js';

export function createController(junction: JunctionConfig, local: LocalTime, nowMs: number): Controller {
  const plan = timetablePlan(junction, local);
  const stage = stageOf(junction, plan.stages[0]?.stageId ?? '') ?? (junction.stages[0] as StageConfig);
  const c: Controller = {
    junction, deviceId: junction.controllerId ?? junction.id, plan, commandId: null, mode: 'local', command: null, request: null, follows: null, refused: null,
    lights: new Map(junction.signalGroups.map((g) => [g.id, { colour: stage.groups.includes(g.id) ? 3 : 1 }])),
    stage, stageIndex: 0, phase: 'green', remainingS: plan.stages[0]?.greenS ?? 10, interS: 0, greenS: 0, nextStage: stage, cycleSecond: 0, changes: 0,
  };
  // Spread over the cycle as the offset says, so that warm-up starts in step.
  for (let i = phaseOf(plan, nowMs); i > 0; i--) tick(c, nowMs - i * 1000, local);
  return c;
}

/** Plan by local time; the first entry that matches, else the first plan. */
export function timetablePlan(junction: JunctionConfig, local: LocalTime): SignalPlan {
  const entry = junction.timetable.find((t) => (t.weekdays?.includes(local.weekday) ?? true) && withinHours(local.hour, t.from, t.to));
  return junction.plans.find((p) => p.id === entry?.plan) ?? (junction.plans[0] as SignalPlan);
}

/** Second of a coordinated cycle: UTC seconds less the offset. */
export const phaseOf = (plan: SignalPlan, nowMs: number): number => {
  const s = (Math.floor(nowMs / 1000) - plan.offsetS) % plan.cycleS;
  return s < 0 ? s + plan.cycleS : s;
};

/** A retained command; an empty payload takes it back. Checked by the controller's own rules before it counts. */
export function commandController(c: Controller, payload: string, nowMs: number, refuseAll: boolean): void {
  c.refused = null;
  c.command = null;
  if (payload === '') return;
  const parsed = SignalRecommendationMessage.safeParse(jsonOf(payload));
  if (!parsed.success) {
    c.refused = 'command refused: not readable';
    return;
  }
  const message = parsed.data;
  const why = refuseAll ? 'controller takes no commands' : wrong(c, message, nowMs);
  if (why) c.refused = `command ${message.recommendationId} refused: ${why}`.slice(0, 200);
  else c.command = message;
}

function wrong(c: Controller, m: SignalRecommendationMessage, nowMs: number): string | null {
  if (m.junctionId !== c.junction.id) return 'meant for another junction';
  if (m.expiresAtMs <= nowMs) return 'expired';
  return refusal(c.junction, m.plan);
}

/** One second of the controller. */
export function tick(c: Controller, nowMs: number, local: LocalTime): void {
  if (c.mode === 'off' || c.mode === 'flashing') {
    c.follows = null;
    paint(c, (id) => (c.mode === 'off' || groupOf(c.junction, id)?.kind === 'pedestrian' ? 0 : 5));
    return;
  }
  c.cycleSecond = Math.min(c.cycleSecond + 1, 599);
  c.remainingS--;
  if (c.phase === 'green') c.greenS++;
  const request = heeded(c, nowMs);
  if (request === null && c.follows !== null) rejoin(c, nowMs, local);
  if (request !== null) follow(c, request);
  else if (c.phase === 'green' && c.remainingS <= 0) endGreen(c, nowMs, local);
  if (c.phase === 'inter' && c.remainingS <= 0) beginStage(c, nowMs);
  paint(c, (id) => colourOf(c, id));
}

function follow(c: Controller, request: SignalStageMessage): void {
  c.follows = request.requestId;
  c.mode = 'central';
  const wanted = c.phase === 'green' ? wantedStage(c, request) : null;
  if (wanted !== null) clearFor(c, wanted);
}

/** Back to the plan of the hour, from the stage that stands: what is left of its green, or what its groups still need. */
function rejoin(c: Controller, nowMs: number, local: LocalTime): void {
  c.follows = null;
  choosePlan(c, nowMs, local);
  const stage = c.phase === 'green' ? c.stage : c.nextStage;
  const index = c.plan.stages.findIndex((s) => s.stageId === stage.id);
  // A stage that the plan does not have ends as its last would.
  c.stageIndex = index < 0 ? c.plan.stages.length - 1 : index;
  if (c.phase === 'inter') return;
  const leastS = Math.max(0, ...stage.groups.map((g) => groupOf(c.junction, g)?.minGreenS ?? 0));
  c.remainingS = Math.max(1, Math.max(leastS, c.plan.stages[index]?.greenS ?? 0) - c.greenS);
}

function endGreen(c: Controller, nowMs: number, local: LocalTime): void {
  const last = c.stageIndex >= c.plan.stages.length - 1;
  if (last) choosePlan(c, nowMs, local);
  c.stageIndex = last ? 0 : c.stageIndex + 1;
  clearFor(c, stageOf(c.junction, c.plan.stages[c.stageIndex]?.stageId ?? '') ?? c.stage);
}

function clearFor(c: Controller, next: StageConfig): void {
  c.nextStage = next;
  c.interS = interstageS(c.junction, c.stage, next);
  c.remainingS = c.interS;
  c.phase = 'inter';
}

function choosePlan(c: Controller, nowMs: number, local: LocalTime): void {
  if (c.command && c.command.expiresAtMs <= nowMs) c.command = null;
  c.plan = c.command ? c.command.plan : timetablePlan(c.junction, local);
  c.commandId = c.command?.recommendationId ?? null;
  if (c.mode !== 'manual') c.mode = c.command ? 'central' : 'local';
}

function beginStage(c: Controller, nowMs: number): void {
  c.stage = c.nextStage;
  c.phase = 'green';
  c.greenS = 0;
  c.remainingS = c.plan.stages[c.stageIndex]?.greenS ?? 1;
  if (c.stageIndex !== 0) return;
  // In step with the coordinated cycle by stretching the first green, at most a fifth of the cycle each time.
  c.cycleSecond = 0;
  const missing = (c.plan.cycleS - phaseOf(c.plan, nowMs)) % c.plan.cycleS;
  c.remainingS += Math.min(missing, Math.floor(c.plan.cycleS / 5));
}

function colourOf(c: Controller, id: string): Light['colour'] {
  const now = c.stage.groups.includes(id);
  if (c.phase === 'green') return now ? 3 : 1;
  const then = c.nextStage.groups.includes(id);
  if (now && then) return 3;
  const group = groupOf(c.junction, id);
  if (now) return c.interS - c.remainingS < amberS(group) ? 2 : 1;
  return then && c.remainingS <= redAmberS(group) && redAmberS(group) > 0 ? 4 : 1;
}

function paint(c: Controller, colour: (id: string) => Light['colour']): void {
  let changed = false;
  for (const [id, light] of c.lights) {
    const next = colour(id);
    if (next === light.colour) continue;
    light.colour = next;
    changed = true;
  }
  if (changed) c.changes++;
}
