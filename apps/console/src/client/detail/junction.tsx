import type { JunctionConfig, JunctionState, RecommendationState } from '@wegweiser/contracts';
import { numberText, personText, spanText, textOf, timeText, useMessages, valueText } from '../i18n/index.js';
import { junctionTone } from '../state/assess.js';
import { useCity } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { useThing } from '../state/live.js';
import { openDialog, select } from '../state/ui.js';
import { Age, Button, Chip, Facts, Section } from '../ui/parts.js';
import { useCorridorWords } from './corridor.js';
import { History } from './history.js';
import { Sources } from './sources.js';
import { JunctionPicture, SignalHead } from './junction-picture.js';
import { stageBars } from './stages.js';
import { TacticalSection } from './tactical.js';

type Plan = RecommendationState['plan'];

/** Greens along the cycle, with where the controller stands now. */
export function StageBar({ config, plan, second, maxS }: { config: JunctionConfig; plan: Plan; second: number | null; maxS: number }) {
  const bars = stageBars(config, plan);
  return (
    <svg class="stage-bar" viewBox={`0 0 ${maxS} 12`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="stage-red" width={plan.cycleS} height="12" />
      {bars.map((bar) => <rect key={bar.stageId} class="stage-green" x={bar.fromS} width={bar.toS - bar.fromS} height="12" />)}
      {second !== null && <rect class="stage-now" x={Math.min(plan.cycleS, second)} width={maxS / 160} height="12" />}
    </svg>
  );
}

function PlanRow({ config, plan, label, second, maxS }: { config: JunctionConfig; plan: Plan; label: string; second: number | null; maxS: number }) {
  const bars = stageBars(config, plan);
  return (
    <div class="plan">
      <p class="plan-head"><span>{label}</span><span class="row-dim">{plan.id} · {plan.cycleS} s</span></p>
      <StageBar config={config} plan={plan} second={second} maxS={maxS} />
      <p class="plan-stages">
        {bars.map((bar) => <span key={bar.stageId} style={{ left: `${(bar.fromS / maxS) * 100}%`, width: `${((bar.toS - bar.fromS) / maxS) * 100}%` }}><b>{bar.stageId.toUpperCase()}</b> {bar.toS - bar.fromS} s</span>)}
      </p>
    </div>
  );
}

function Plans({ config, state, proposed }: { config: JunctionConfig; state: JunctionState; proposed: Plan | null }) {
  const m = useMessages();
  const running = config.plans.find((plan) => plan.id === state.plan);
  const maxS = Math.max(running?.cycleS ?? 0, proposed?.cycleS ?? 0, 1);
  return (
    <div class="plans">
      {running !== undefined && <PlanRow config={config} plan={running} label={m.running} second={state.online ? state.cycleSecond : null} maxS={maxS} />}
      {proposed !== null && <PlanRow config={config} plan={proposed} label={m.recommended} second={null} maxS={maxS} />}
    </div>
  );
}

const better = (now: number, after: number): string => (after < now ? 'is-better' : after > now ? 'is-worse' : '');

export function Effect({ rec }: { rec: RecommendationState }) {
  const m = useMessages();
  const rows = [
    [m.delay, `${valueText(rec.delayNowS)} ${m.perVehicle}`, `${valueText(rec.delayAfterS)} ${m.perVehicle}`, better(rec.delayNowS, rec.delayAfterS), numberText(rec.delayAfterS - rec.delayNowS)],
    [m.saturation, `${valueText(rec.saturationNow * 100)} %`, `${valueText(rec.saturationAfter * 100)} %`, better(rec.saturationNow, rec.saturationAfter), numberText((rec.saturationAfter - rec.saturationNow) * 100)],
  ] as const;
  return (
    <table class="table effect">
      <thead><tr><th scope="col"><span class="vh">{m.value}</span></th><th scope="col" class="num">{m.before}</th><th scope="col" class="num">{m.after}</th><th scope="col" class="num">±</th></tr></thead>
      <tbody>{rows.map(([name, now, after, look, change]) => <tr key={name}><th scope="row">{name}</th><td class="num">{now}</td><td class={`num strong ${look}`}>{after}</td><td class={`num ${look}`}>{change.startsWith('−') ? change : `+${change}`}</td></tr>)}</tbody>
    </table>
  );
}

function Recommendation({ config, state, rec }: { config: JunctionConfig; state: JunctionState; rec: RecommendationState }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const open = rec.state === 'proposed';
  const leftMs = rec.expiresAtMs - nowMs;
  const lanes = new Map(config.arms.flatMap((arm) => arm.lanes.map((lane) => [lane.id, `${arm.street}, ${lane.id}`] as const)));
  return (
    <Section title={m.recommendation} tone={open ? 'info' : rec.state === 'failed' ? 'bad' : 'mute'} aside={<span class="left">{open ? (leftMs > 0 ? m.expiresIn(spanText(leftMs)) : m.expired) : m.recStates[rec.state]}</span>}>
      {rec.ended !== undefined && <p class="because is-ended">{timeText(rec.ended.atMs)}: {textOf(rec.ended.text)}</p>}
      <p class="because">{textOf(rec.reason)}</p>
      <Plans config={config} state={state} proposed={rec.plan} />
      <Effect rec={rec} />
      {open && leftMs > 0 && (
        <div class="actions">
          <Button look="primary" icon="check" onClick={() => openDialog('accept', { kind: 'junctions', id: state.id })}>{m.act.accept}</Button>
          <Button icon="close" onClick={() => openDialog('reject', { kind: 'junctions', id: state.id })}>{m.act.reject}</Button>
        </div>
      )}
      {rec.decidedBy !== null && <p class="row-dim">{m.decidedBy(personText(rec.decidedBy))}{rec.decisionReason === null ? '' : `: ${rec.decisionReason}`}</p>}
      <details class="more">
        <summary>{m.demand}</summary>
        <table class="table">
          <thead><tr><th scope="col">{m.input}</th><th scope="col" class="num">{m.vehPerH}</th><th scope="col" class="num">{m.age}</th></tr></thead>
          <tbody>{rec.inputs.map((input) => <tr key={input.id}><th scope="row">{lanes.get(input.id) ?? input.id}</th><td class="num">{valueText(input.vehPerH)}</td><td class="num">{spanText(input.ageMs + Math.max(0, nowMs - rec.issuedAtMs))}</td></tr>)}</tbody>
        </table>
      </details>
    </Section>
  );
}

function Groups({ config, state }: { config: JunctionConfig; state: JunctionState }) {
  const m = useMessages();
  return (
    <ul class="groups">
      {config.signalGroups.map((group) => {
        const colour = state.groups[group.id] ?? 9;
        return (
          <li key={group.id}>
            <SignalHead colour={colour} two={group.kind === 'pedestrian'} />
            <span><b>{group.id.toUpperCase()}</b><span class="row-dim">{m.groupKinds[group.kind]}</span><span class="group-colour">{m.colours[colour]}</span></span>
          </li>
        );
      })}
    </ul>
  );
}

const withUnit = (value: number | null, unit: string, factor = 1): string => (value === null ? '–' : `${numberText(value * factor)} ${unit}`);

function planName(config: JunctionConfig, id: string | null): string {
  const plan = config.plans.find((p) => p.id === id);
  return id === null ? '–' : plan?.name === undefined ? id : `${id} · ${textOf(plan.name)}`;
}

function NowSection({ config, state }: { config: JunctionConfig; state: JunctionState }) {
  const m = useMessages();
  return (
    <Section title={m.state} aside={<Chip tone={junctionTone(state)}>{state.online ? m.online : m.offline}</Chip>}>
      <div class="junction-now">
        <JunctionPicture config={config} state={state} />
        <Facts facts={[
          [m.plan, planName(config, state.plan)],
          [m.cycle, withUnit(state.cycleS, 's')],
          [m.cycleSecond, valueText(state.cycleSecond)],
          [m.mode, state.mode === null ? '–' : (m.modes[state.mode] ?? state.mode)],
          [m.saturation, withUnit(state.saturation, '%', 100)],
          [m.delay, withUnit(state.delayS, m.perVehicle)],
          [m.faults, state.faults.length === 0 ? m.noFaults : state.faults.join(', ')],
          [m.age, <Age key="age" atMs={state.measuredAtMs} oldAfterMs={120_000} />],
        ]} />
      </div>
      {state.recommendation?.state !== 'proposed' && <Plans config={config} state={state} proposed={null} />}
      {state.recommendation === null && <p class="row-dim">{m.recommendationNone}{state.note == null ? '' : ` ${textOf(state.note)}`}</p>}
    </Section>
  );
}

/** A junction that has its cycle and offset with others. */
function InCorridor({ id }: { id: string }) {
  const w = useCorridorWords();
  const corridor = useCity().corridorOf.get(id);
  if (corridor === undefined) return null;
  return <p class="row-dim">{w.partOf} <button type="button" class="link" onClick={() => select({ kind: 'corridors', id: corridor.id })}>{textOf(corridor.name)}</button></p>;
}

export function JunctionDetail({ id }: { id: string }) {
  const m = useMessages();
  const config = useCity().junctions.get(id);
  const state = useThing('junctions', id);
  if (config === undefined) return <p class="row-dim">{m.notConfigured}</p>;
  if (state === undefined) return <><p class="row-dim">{m.noNews}</p><JunctionPicture config={config} state={undefined} /></>;
  return (
    <>
      <InCorridor id={id} />
      {state.recommendation !== null && <Recommendation config={config} state={state} rec={state.recommendation} />}
      {state.tactical != null && <TacticalSection config={config} view={state.tactical} />}
      <NowSection config={config} state={state} />
      <Section title={m.groups}><Groups config={config} state={state} /><Sources collection="junctions" id={id} /></Section>
      <History subject="recommendation" id={id} />
    </>
  );
}
