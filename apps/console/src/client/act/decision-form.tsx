import { useState } from 'preact/hooks';
import { spanText, textOf, useMessages } from '../i18n/index.js';
import { decide } from '../state/api.js';
import { useCity } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { collection } from '../state/live.js';
import { GroupEffect, TimeSpaceView, useCorridorWords } from '../detail/corridor.js';
import { Effect, StageBar } from '../detail/junction.js';
import { ActForm } from './form.js';

export function CorridorDecisionForm({ id, decision }: { id: string; decision: 'accept' | 'reject' }) {
  const m = useMessages();
  const w = useCorridorWords();
  const nowMs = useNowMs();
  const config = useCity().corridors.get(id);
  const [rec] = useState(() => collection('corridors').get(id)?.recommendation ?? null);
  if (rec === null || config === undefined) return null;
  const accept = decision === 'accept';
  const leftMs = rec.expiresAtMs - nowMs;
  return (
    <ActForm wide title={m.dialogs[decision]} subject={textOf(config.name)} suggestions={accept ? m.reasonsAccept : m.reasonsReject} done={accept ? m.done.accepted : m.done.rejected} effect={accept ? w.acceptAll : m.effects.reject} act={(reason) => decide(rec.id, { decision, reason })}>
      <div class="form-card">
        <p class="because">{textOf(rec.reason)}</p>
        <TimeSpaceView config={config} now={rec.now} after={rec.after} />
        <GroupEffect rec={rec} />
        <p class="row-dim">{leftMs > 0 ? m.expiresIn(spanText(leftMs)) : m.expired}</p>
      </div>
    </ActForm>
  );
}

export function DecisionForm({ id, decision }: { id: string; decision: 'accept' | 'reject' }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const config = useCity().junctions.get(id);
  // What was read is what is decided; a newer recommendation is another one.
  const [rec] = useState(() => collection('junctions').get(id)?.recommendation ?? null);
  if (rec === null || config === undefined) return null;
  const accept = decision === 'accept';
  const leftMs = rec.expiresAtMs - nowMs;
  return (
    <ActForm title={m.dialogs[decision]} subject={config.name} suggestions={accept ? m.reasonsAccept : m.reasonsReject} done={accept ? m.done.accepted : m.done.rejected} effect={m.effects[decision]} act={(reason) => decide(rec.id, { decision, reason })}>
      <div class="form-card">
        <p class="because">{textOf(rec.reason)}</p>
        <StageBar config={config} plan={rec.plan} second={null} maxS={rec.plan.cycleS} />
        <Effect rec={rec} />
        <p class="row-dim">{leftMs > 0 ? m.expiresIn(spanText(leftMs)) : m.expired}</p>
      </div>
    </ActForm>
  );
}
