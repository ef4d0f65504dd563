import type { CorridorConfig, CorridorRecommendation, CorridorState, CorridorTiming } from '@wegweiser/contracts';
import { useState } from 'preact/hooks';
import { numberText, personText, spanText, textOf, timeText, useMessages, valueText } from '../i18n/index.js';
import type { Messages } from '../i18n/de.js';
import { useCity, type CityIndex } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { useThing } from '../state/live.js';
import { openDialog, select, useUi } from '../state/ui.js';
import { Age, Button, Chip, Facts, Section } from '../ui/parts.js';
import { CORRIDOR_WORDS, type CorridorWords } from './corridor-catalogue.js';
import { DIRECTIONS, timeSpace, type Direction, type TimeSpace } from './time-space.js';

export const useCorridorWords = (): CorridorWords => CORRIDOR_WORDS[useUi((s) => s.lang)];

/** `Schloßlände / Jahnstraße` reads as its second street on a corridor that is named after the first. */
const shortName = (index: CityIndex, junctionId: string): string => index.junctions.get(junctionId)?.name.split(' / ').at(-1) ?? junctionId;
const endsOf = (index: CityIndex, { stops }: CorridorConfig): readonly [string, string] => [shortName(index, stops.at(-1)?.junctionId ?? ''), shortName(index, stops[0]?.junctionId ?? '')];

const BAR_PX = 6;

function Picture({ picture, names }: { picture: TimeSpace; names: readonly string[] }) {
  const { spanS, heightPx, rows, bands } = picture;
  const y = (px: number): number => heightPx - px;
  return (
    <div class="time-space" style={{ height: `${heightPx}px` }} aria-hidden="true">
      <svg viewBox={`0 0 ${spanS} ${heightPx}`} preserveAspectRatio="none">
        {bands.map(({ direction, points }) => <polygon key={`${direction} ${points.join(' ')}`} class={`ts-band ts-${direction}`} points={points.map(([s, px]) => `${s},${y(px)}`).join(' ')} />)}
        {rows.map((row) => (
          <g key={row.junctionId}>
            <rect class="ts-red" x="0" y={y(row.atPx) - 1} width={spanS} height="2" />
            {row.greens.forward.map((g) => <rect key={`f${g.fromS}`} class="ts-green ts-forward" x={g.fromS} width={g.toS - g.fromS} y={y(row.atPx) - BAR_PX} height={BAR_PX} />)}
            {row.greens.backward.map((g) => <rect key={`b${g.fromS}`} class="ts-green ts-backward" x={g.fromS} width={g.toS - g.fromS} y={y(row.atPx)} height={BAR_PX} />)}
          </g>
        ))}
      </svg>
      {rows.map((row, i) => <span key={row.junctionId} class="ts-name" style={{ bottom: `${row.atPx + BAR_PX + 1}px` }}>{names[i]}</span>)}
    </div>
  );
}

const spansText = (spans: readonly { startS: number; lengthS: number }[], cycleS: number): string =>
  spans.length === 0 ? '–' : spans.map(({ startS, lengthS }) => `${startS}–${(startS + lengthS) % cycleS}`).join(', ');

/** The same in figures, for who does not see the picture or wants them. */
function Figures({ config, timing, names }: { config: CorridorConfig; timing: CorridorTiming; names: readonly string[] }) {
  const m = useMessages();
  const w = useCorridorWords();
  const { bands } = timing;
  const ofSection = (direction: Direction, i: number): number | undefined => (direction === 'forward' ? bands?.forwardSections[i] : bands?.backwardSections[config.sections.length - 1 - i])?.lengthS;
  return (
    <details class="more">
      <summary>{w.table}</summary>
      <table class="table">
        <thead><tr><th scope="col">{w.stop}</th><th scope="col">{m.plan}</th><th scope="col" class="num">{w.offset}</th>{DIRECTIONS.map((d) => <th key={d} scope="col" class="num">{w.greens(w[d])}</th>)}</tr></thead>
        <tbody>{timing.stops.map((stop, i) => <tr key={stop.junctionId}><th scope="row">{names[i]}</th><td>{stop.plan.id}</td><td class="num">{w.seconds(stop.plan.offsetS)}</td>{DIRECTIONS.map((d) => <td key={d} class="num">{spansText(stop[d], stop.plan.cycleS)}</td>)}</tr>)}</tbody>
      </table>
      {bands !== null && (
        <table class="table">
          <thead><tr><th scope="col">{w.section}</th>{DIRECTIONS.map((d) => <th key={d} scope="col" class="num">{w.band(w[d])}</th>)}</tr></thead>
          <tbody>
            {config.sections.map((section, i) => <tr key={section.forward}><th scope="row">{names[i]} – {names[i + 1]}</th>{DIRECTIONS.map((d) => <td key={d} class="num">{w.seconds(ofSection(d, i) ?? 0)}</td>)}</tr>)}
            <tr><th scope="row">{w.allTheWay}</th>{DIRECTIONS.map((d) => <td key={d} class="num strong">{w.seconds(bands[d].lengthS)}</td>)}</tr>
          </tbody>
        </table>
      )}
    </details>
  );
}

/** Greens and bands as they run and, where there is a recommendation, as they would. */
export function TimeSpaceView({ config, now, after }: { config: CorridorConfig; now: CorridorTiming | null; after: CorridorTiming | null }) {
  const w = useCorridorWords();
  const index = useCity();
  const [which, setWhich] = useState<'now' | 'after'>('after');
  const timing = which === 'after' && after !== null ? after : now;
  if (timing === null) return null;
  const names = timing.stops.map((s) => shortName(index, s.junctionId));
  const picture = timeSpace(config, (id) => index.links.get(id)?.lengthM ?? 0, timing);
  const [forwardTo, backwardTo] = endsOf(index, config);
  return (
    <figure class="ts-figure">
      <figcaption class="ts-head">
        <span>{w.shown}</span>
        {now !== null && after !== null && (
          <span class="ts-switch" role="group" aria-label={w.shown}>
            {(['now', 'after'] as const).map((one) => <button key={one} type="button" class="toggle" aria-pressed={timing === (one === 'now' ? now : after)} onClick={() => setWhich(one)}>{w[one]}</button>)}
          </span>
        )}
      </figcaption>
      <Picture picture={picture} names={names} />
      <p class="ts-axis" aria-hidden="true"><span>0 s</span><span>{timing.cycleS === null ? '' : w.axis(timing.cycleS)}</span><span>{picture.spanS} s</span></p>
      <p class="ts-legend">{w.legend(forwardTo, backwardTo).map((line, i) => <span key={line}><i class={`ts-key ts-${DIRECTIONS[i]}`} aria-hidden="true" />{line}</span>)}</p>
      {timing.cycleS === null && <p class="row-dim">{w.apart}</p>}
      <Figures config={config} timing={timing} names={names} />
    </figure>
  );
}

export function GroupEffect({ rec: { now, after } }: { rec: CorridorRecommendation }) {
  const m = useMessages();
  const w = useCorridorWords();
  const cycle = (t: CorridorTiming): string => (t.cycleS === null ? w.mixed : w.seconds(t.cycleS));
  const band = (t: CorridorTiming, d: Direction): number => t.bands?.[d].lengthS ?? 0;
  const row = (name: string, was: number, then: number, unit: string, fewerIsBetter: boolean, digits = 0) => {
    const look = then === was ? '' : then < was === fewerIsBetter ? 'is-better' : 'is-worse';
    return <tr key={name}><th scope="row">{name}</th><td class="num">{numberText(was, digits)} {unit}</td><td class={`num strong ${look}`}>{numberText(then, digits)} {unit}</td></tr>;
  };
  return (
    <table class="table effect">
      <thead><tr><th scope="col"><span class="vh">{m.value}</span></th><th scope="col" class="num">{m.before}</th><th scope="col" class="num">{m.after}</th></tr></thead>
      <tbody>
        {row(w.delay, now.delayS, after.delayS, m.perVehicle, true, 1)}
        {row(w.stops, Math.round(now.stopsPerVeh * 100), Math.round(after.stopsPerVeh * 100), '%', true)}
        {DIRECTIONS.map((d) => row(`${w.bands}, ${w[d]}`, band(now, d), band(after, d), 's', false))}
        <tr><th scope="row">{w.cycle}</th><td class="num">{cycle(now)}</td><td class="num strong">{cycle(after)}</td></tr>
      </tbody>
    </table>
  );
}

/** Who decided, how far it is, what ended it. */
function Progress({ config, rec }: { config: CorridorConfig; rec: CorridorRecommendation }) {
  const m = useMessages();
  const w = useCorridorWords();
  const index = useCity();
  return (
    <>
      {(rec.state === 'commanded' || rec.state === 'confirmed') && <p class="strong">{w.confirmed(rec.confirmed.length, config.stops.length)}</p>}
      {rec.failure !== null && <p class="strong">{w.failed(index.junctions.get(rec.failure.junctionId)?.name ?? rec.failure.junctionId, textOf(rec.failure.text))}</p>}
      {rec.decidedBy !== null && <p class="row-dim">{m.decidedBy(personText(rec.decidedBy))}{rec.decisionReason === null ? '' : `: ${rec.decisionReason}`}</p>}
    </>
  );
}

function Recommendation({ config, rec }: { config: CorridorConfig; rec: CorridorRecommendation }) {
  const m = useMessages();
  const leftMs = rec.expiresAtMs - useNowMs();
  const open = rec.state === 'proposed';
  const of = { kind: 'corridors', id: config.id } as const;
  return (
    <Section title={m.recommendation} tone={open ? 'info' : rec.state === 'failed' ? 'bad' : 'mute'} aside={<span class="left">{open ? (leftMs > 0 ? m.expiresIn(spanText(leftMs)) : m.expired) : m.recStates[rec.state]}</span>}>
      <p class="because">{textOf(rec.reason)}</p>
      <GroupEffect rec={rec} />
      {open && leftMs > 0 && (
        <div class="actions">
          <Button look="primary" icon="check" onClick={() => openDialog('accept', of)}>{m.act.accept}</Button>
          <Button icon="close" onClick={() => openDialog('reject', of)}>{m.act.reject}</Button>
        </div>
      )}
      <Progress config={config} rec={rec} />
    </Section>
  );
}

function DayBefore({ outcome }: { outcome: NonNullable<CorridorState['dayBefore']> }) {
  const m = useMessages();
  const w = useCorridorWords();
  const measured = outcome.delayMeasuredS === null ? null : numberText(outcome.delayMeasuredS, 1);
  return <Section title={w.dayBefore}><p>{w.dayBeforeText(timeText(outcome.issuedAtMs), m.recStates[outcome.state], numberText(outcome.delayNowS, 1), numberText(outcome.delayAfterS, 1), measured)}</p></Section>;
}

const factsOf = (m: Messages, w: CorridorWords, now: CorridorTiming): [string, string][] => [
  [w.cycle, now.cycleS === null ? w.mixed : w.seconds(now.cycleS)],
  [w.delay, `${valueText(now.delayS, 1)} ${m.perVehicle}`],
  [w.stops, `${valueText(now.stopsPerVeh * 100)} %`],
];

function AsItRuns({ config, state, proposed }: { config: CorridorConfig; state: CorridorState; proposed: CorridorRecommendation | null }) {
  const m = useMessages();
  const w = useCorridorWords();
  return (
    <Section title={m.state} aside={<Chip tone={proposed === null ? 'ok' : 'info'}>{proposed !== null ? m.recommendation : state.recommendation?.state === 'confirmed' ? w.inForce : w.quiet}</Chip>}>
      <TimeSpaceView config={config} now={proposed?.now ?? state.now} after={proposed?.after ?? null} />
      {state.note !== null && <p>{textOf(state.note)}</p>}
      <Facts facts={[...(state.now === null ? [] : factsOf(m, w, state.now)), [w.looked, state.atMs === null ? w.unknown : <Age key="age" atMs={state.atMs} oldAfterMs={600_000} />]]} />
    </Section>
  );
}

export function CorridorDetail({ id }: { id: string }) {
  const m = useMessages();
  const index = useCity();
  const config = index.corridors.get(id);
  const state = useThing('corridors', id);
  if (config === undefined) return <p class="row-dim">{m.notConfigured}</p>;
  if (state === undefined) return <p class="row-dim">{m.noNews}</p>;
  const rec = state.recommendation;
  return (
    <>
      {rec !== null && <Recommendation config={config} rec={rec} />}
      <AsItRuns config={config} state={state} proposed={rec?.state === 'proposed' ? rec : null} />
      {state.dayBefore !== null && <DayBefore outcome={state.dayBefore} />}
      <Section title={m.tabsLong.junctions}>
        <ul class="plain-list">{config.stops.map(({ junctionId }) => <li key={junctionId}><button type="button" class="link" onClick={() => select({ kind: 'junctions', id: junctionId })}>{index.junctions.get(junctionId)?.name ?? junctionId}</button></li>)}</ul>
      </Section>
    </>
  );
}
