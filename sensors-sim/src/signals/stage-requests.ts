import { SignalStageMessage } from '@wegweiser/contracts';
import type { Controller } from './model.js';
import { jsonOf } from '../json.js';
import { groupOf, stageOf, type StageConfig } from './program.js';

/** A retained stage request; an empty payload takes it back. What it cannot mean here is refused and said. */
export function requestStage(c: Controller, payload: string, nowMs: number, refuseAll: boolean): void {
  c.refused = null;
  c.request = null;
  if (payload === '') return;
  const parsed = SignalStageMessage.safeParse(jsonOf(payload));
  if (!parsed.success) {
    c.refused = 'stage request refused: not readable';
    return;
  }
  const why = refuseAll ? 'controller takes no requests' : wrong(c, parsed.data, nowMs);
  if (why === null) c.request = parsed.data;
  else c.refused = `stage request ${parsed.data.requestId} refused: ${why}`.slice(0, 200);
}

function wrong(c: Controller, { junctionId, stageId, expiresAtMs }: SignalStageMessage, nowMs: number): string | null {
  if (junctionId !== c.junction.id) return 'meant for another junction';
  if (expiresAtMs <= nowMs) return 'expired';
  return stageOf(c.junction, stageId) === undefined ? 'unknown stage' : null;
}

/** The request that counts now; none while somebody has the controller in hand. */
export function heeded(c: Controller, nowMs: number): SignalStageMessage | null {
  if (c.request !== null && c.request.expiresAtMs <= nowMs) c.request = null;
  return c.mode === 'manual' ? null : c.request;
}

/** The stage to go to by request: the one that is asked for, once every group that would end has had its minimum green. */
export function wantedStage(c: Controller, request: SignalStageMessage): StageConfig | null {
  const wanted = stageOf(c.junction, request.stageId);
  if (wanted === undefined || wanted.id === c.stage.id) return null;
  const ending = c.stage.groups.filter((g) => !wanted.groups.includes(g));
  return ending.every((id) => c.greenS >= (groupOf(c.junction, id)?.minGreenS ?? 0)) ? wanted : null;
}
