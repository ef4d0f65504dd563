import type { FacilityConfig, FacilityState } from '@wegweiser/contracts';
import { QUALITY_WORDS, STATUS_MEANINGS, STATUS_WORDS, TREND_WORDS } from '@wegweiser/web-kit';
import { numberText, spanText, textOf, timeText, useMessages, valueText } from '../i18n/index.js';
import { agedFacility, facilityTone } from '../state/assess.js';
import { useCity } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { useThing } from '../state/live.js';
import { openDialog, useUi, type DialogName } from '../state/ui.js';
import { Glyph } from '../ui/glyph.js';
import { Age, Button, Facts, Section, TrendMark } from '../ui/parts.js';
import { audienceName } from './audience-name.js';
import { ByPlan } from './by-plan.js';
import { Forecast } from './forecast.js';
import { History } from './history.js';
import { Overrides } from './overrides.js';
import { Sources } from './sources.js';

function Now({ state, config }: { state: FacilityState; config: FacilityConfig }) {
  const m = useMessages();
  const lang = useUi((s) => s.lang);
  const nowMs = useNowMs();
  const aged = agedFacility(state, config, nowMs);
  const used = aged.vacant === null ? null : state.capacity - aged.vacant;
  const share = used === null || state.capacity === 0 ? 0 : Math.max(0, Math.min(1, used / state.capacity));
  const change = state.nextOpeningChange;
  return (
    <section class={`section hero tone-${facilityTone(aged.status)}`}>
      <div class="hero-line">
        <Glyph of="facility" status={aged.status} size={34} />
        <p class="hero-value">{aged.vacant === null ? STATUS_WORDS[lang][aged.status] : numberText(aged.vacant)}</p>
        <p class="hero-words">
          <strong>{aged.vacant === null ? '' : `${m.vacant} ${m.of} ${numberText(state.capacity)}`}</strong>
          <span>{aged.vacant === null ? '' : STATUS_WORDS[lang][aged.status]} <TrendMark trend={state.trend} /> {TREND_WORDS[lang][state.trend]}</span>
        </p>
      </div>
      <svg class="hero-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="meter-ground" width="100" height="4" /><rect class="meter-fill" width={share * 100} height="4" /></svg>
      <p class="row-dim">{STATUS_MEANINGS[lang][aged.status]}</p>
      <Facts facts={[
        [m.measured, <Age key="age" atMs={aged.measuredAtMs} old={aged.freshness !== 'fresh'} />],
        [m.quality, QUALITY_WORDS[lang][aged.quality]],
        [m.occupied, used === null ? '–' : `${numberText(used)} (${numberText(share * 100)} %)`],
        change === null ? null : [m.openChange[change.to], `${timeText(change.atMs)} (${spanText(change.atMs - nowMs)})`],
      ]} />
    </section>
  );
}

function Audiences({ state, config }: { state: FacilityState; config: FacilityConfig }) {
  const m = useMessages();
  const lang = useUi((s) => s.lang);
  if (state.audiences.length === 0) return null;
  const nameOf = (id: string) => audienceName(m, config, id);
  return (
    <Section title={m.audience}>
      <table class="table">
        <thead><tr><th scope="col">{m.audience}</th><th scope="col" class="num">{m.public}</th><th scope="col" class="num">{m.raw}</th><th scope="col" class="num">{m.capacity}</th><th scope="col" class="num">{m.age}</th></tr></thead>
        <tbody>
          {state.audiences.map((a) => (
            <tr key={a.id} class={a.raw !== null && a.raw !== a.vacant ? 'is-different' : ''}>
              <th scope="row">{nameOf(a.id)}<span class="cell-sub">{STATUS_WORDS[lang][a.status]} · {QUALITY_WORDS[lang][a.quality]}</span></th>
              <td class="num strong">{valueText(a.vacant)}</td>
              <td class="num">{valueText(a.raw)}</td>
              <td class="num">{valueText(a.capacity)}</td>
              <td class="num"><Age atMs={a.measuredAtMs} oldAfterMs={300_000} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {state.audiences.some((a) => a.reasons.length > 0) && (
        <div class="why-list">
          <h4>{m.why}</h4>
          <ul>
            {state.audiences.filter((a) => a.reasons.length > 0).map((a) => (
              <li key={a.id}>{state.audiences.length > 1 && <strong>{nameOf(a.id)}: </strong>}{a.reasons.map((reason) => m.parkingReasons[reason] ?? reason).join(', ')}{a.raw !== null && a.raw !== a.vacant ? ` – ${m.raw} ${valueText(a.raw)}, ${m.public} ${valueText(a.vacant)}` : ''}</li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}

export function RezeroEffect({ proposal }: { proposal: NonNullable<FacilityState['rezeroProposal']> }) {
  const m = useMessages();
  return (
    <>
      <p class="because">{textOf(proposal.reason)}</p>
      <div class="before-after">
        <p><span>{m.before}</span><strong>{valueText(proposal.vacantBefore)}</strong></p>
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M4 12h16m-6-6 6 6-6 6" /></svg>
        <p><span>{m.after}</span><strong>{valueText(proposal.vacantAfter)}</strong></p>
        <p class="row-dim">{m.vacant}</p>
        <p class="confidence"><span>{m.confidence}</span><strong>{numberText(proposal.confidence * 100)} %</strong></p>
      </div>
    </>
  );
}

function Actions({ state }: { state: FacilityState }) {
  const m = useMessages();
  const closed = state.status === 'closed';
  const open = (dialog: DialogName) => () => openDialog(dialog, { kind: 'facilities', id: state.id });
  return (
    <div class="actions">
      {closed && <Button icon="unlock" look="primary" onClick={open('openFacility')}>{m.act.openFacility}</Button>}
      {!closed && <Button icon="lock" look="danger" onClick={open('closeFacility')}>{m.act.closeFacility}</Button>}
      <Button onClick={open('capacity')}>{m.act.capacity}</Button>
      <Button onClick={open('setOccupied')}>{m.act.setOccupied}</Button>
    </div>
  );
}

export function FacilityDetail({ id }: { id: string }) {
  const m = useMessages();
  const config = useCity().facilities.get(id);
  const state = useThing('facilities', id);
  if (config === undefined) return <p class="row-dim">{m.notConfigured}</p>;
  if (state === undefined) return <p class="row-dim">{m.noNews}</p>;
  return (
    <>
      <Now state={state} config={config} />
      {state.rezeroProposal !== null && (
        <Section title={m.rezero} tone="info">
          <RezeroEffect proposal={state.rezeroProposal} />
          <div class="actions"><Button look="primary" icon="check" onClick={() => openDialog('rezero', { kind: 'facilities', id })}>{m.act.rezero}</Button><Button icon="close" onClick={() => openDialog('declineRezero', { kind: 'facilities', id })}>{m.act.declineRezero}</Button></div>
        </Section>
      )}
      <ByPlan id={state.plan ?? null} />
      {state.overrides !== undefined && <Overrides id={id} config={config} overrides={state.overrides} />}
      <Forecast id={id} state={state} />
      <Audiences state={state} config={config} />
      <section class="section"><Sources collection="facilities" id={id} /></section>
      {state.notes.length > 0 && <Section title={m.notes}><ul class="plain">{state.notes.map((note) => <li key={note.de}>{textOf(note)}</li>)}</ul></Section>}
      <Section title={m.act.title}><Actions state={state} /></Section>
      <History subject="facility" id={id} />
      <Facts facts={[[m.address, config.address], [m.openingHours, config.openingHours === '24/7' ? m.always : config.openingHours]]} />
    </>
  );
}
