import { useEffect, useMemo, useState } from 'preact/hooks';
import { messages, numberText, useMessages } from '../i18n/index.js';
import { get, type Answer, type HistoryPage } from '../state/api.js';
import { useCity } from '../state/city.js';
import { serviceNowMs } from '../state/live.js';
import { Button } from '../ui/parts.js';
import { csvOf, saveCsv } from './csv.js';
import { Labelled, Select, useForm } from './fields.js';
import { byHour, facilityHeat, LEVELS, linkHeat, stepOf, WEEK_CELLS, type Heat } from './heat-data.js';
import { fromLocalInput, localDay, quarterText } from './local-time.js';
import { Refused } from './refused.js';
import { thingsOf } from './things.js';
import { useWords, words } from './words.js';

type Kind = 'facility' | 'link';
const DAY_MS = 86_400_000;
const [CELL_W, CELL_H, LEFT, TOP] = [9, 26, 34, 18];

function valueText(value: number | null, kind: Kind): string {
  if (value === null) return words().noValue;
  return kind === 'link' ? messages().level[LEVELS[Math.round(value)] ?? 'unknown'] : words().pctOccupied(numberText(value));
}

/** Seven rows of 96: the drawing; slider and table say the same. */
function Map_({ heat, kind, at, onCell }: { heat: Heat; kind: Kind; at: number; onCell: (at: number) => void }) {
  const w = useWords();
  return (
    <svg class={`heat is-${kind}`} viewBox={`0 0 ${LEFT + 96 * CELL_W} ${TOP + 7 * CELL_H}`} aria-hidden="true">
      {[0, 3, 6, 9, 12, 15, 18, 21].map((h) => <text key={h} class="tick" x={LEFT + h * 4 * CELL_W} y={12}>{quarterText(h * 4)}</text>)}
      {w.weekdaysShort.map((name, day) => <text key={name} class="tick" x={0} y={TOP + day * CELL_H + 17}>{name}</text>)}
      {heat.cells.map((value, n) => <rect key={n} class={value === null ? 'heat-none' : `heat-${stepOf(value, kind)}`} x={LEFT + (n % 96) * CELL_W} y={TOP + Math.floor(n / 96) * CELL_H} width={CELL_W} height={CELL_H - 1} onPointerMove={() => onCell(n)} />)}
      <rect class="heat-cursor" x={LEFT + (at % 96) * CELL_W - 1} y={TOP + Math.floor(at / 96) * CELL_H - 1} width={CELL_W + 2} height={CELL_H + 1} />
    </svg>
  );
}

function Legend({ kind }: { kind: Kind }) {
  const w = useWords();
  const m = useMessages();
  if (kind === 'link') return <ul class="heat-legend">{LEVELS.map((level, n) => <li key={level}><i class={`heat-box is-link heat-${n}`} />{m.level[level]}</li>)}</ul>;
  return <p class="heat-legend">{w.from0} {Array.from({ length: 10 }, (_, n) => <i key={n} class={`heat-box is-facility heat-${n}`} />)} {w.to100}</p>;
}

function Hours({ heat, kind }: { heat: Heat; kind: Kind }) {
  const w = useWords();
  const hours = byHour(heat, kind);
  const short = (value: number | null) => (value === null ? '–' : kind === 'link' ? valueText(value, kind) : numberText(value));
  return (
    <details class="more">
      <summary>{w.hourly}</summary>
      <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.hourly}>
        <table class="table">
          <thead><tr><th scope="col">{w.time}</th>{w.weekdaysShort.map((d) => <th key={d} scope="col" class="num">{d}</th>)}</tr></thead>
          <tbody>{Array.from({ length: 24 }, (_, h) => <tr key={h}><th scope="row">{quarterText(h * 4)}</th>{w.weekdaysShort.map((d, day) => <td key={d} class="num">{short(hours[day * 24 + h] ?? null)}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </details>
  );
}

function Picture({ heat, kind, name }: { heat: Heat; kind: Kind; name: string }) {
  const w = useWords();
  const [at, setAt] = useState(() => Math.max(0, heat.cells.findIndex((c) => c !== null)));
  const said = w.heatCell(w.weekdays[Math.floor(at / 96)] ?? '', quarterText(at % 96), valueText(heat.cells[at] ?? null, kind));
  if (heat.days === 0) return <p class="row-dim">{w.nothing}</p>;
  const save = () => saveCsv(`${name}.csv`, csvOf([w.day, w.time, w.measure], heat.cells.map((c, n) => [w.weekdays[Math.floor(n / 96)] ?? '', quarterText(n % 96), c === null ? null : kind === 'link' ? valueText(c, kind) : Math.round(c * 10) / 10])));
  return (
    <figure class="plot-figure">
      <figcaption class="row-dim">{w.heatHint}</figcaption>
      <Map_ heat={heat} kind={kind} at={at} onCell={setAt} />
      <Legend kind={kind} />
      <label class="plot-cursor">
        <span>{w.heatCursor}: <strong>{said}</strong></span>
        <input type="range" min={0} max={WEEK_CELLS - 1} value={at} aria-valuetext={said} onInput={(e) => setAt(Number(e.currentTarget.value))} />
      </label>
      <p><Button onClick={save}>{w.downloadCsv}</Button></p>
      <Hours heat={heat} kind={kind} />
    </figure>
  );
}

/** A usual week of a garage or a link. */
export function HeatPage() {
  const w = useWords();
  const index = useCity();
  const { timeZone } = index.city.city;
  const [form, change] = useForm({ kind: 'facility' as Kind, id: thingsOf(index, 'facility')[0]?.id ?? '', weeks: '1', day: localDay(serviceNowMs(), timeZone) });
  const [answer, setAnswer] = useState<Answer<HistoryPage> | null>(null);
  const { kind, id, weeks, day } = form;
  useEffect(() => {
    const stop = new AbortController();
    const toMs = (fromLocalInput(`${day}T00:00`, timeZone) ?? serviceNowMs()) + DAY_MS;
    const span = `from=${new Date(toMs - Number(weeks) * 7 * DAY_MS).toISOString()}&to=${new Date(toMs).toISOString()}`;
    void get<HistoryPage>(`history/${kind}/${encodeURIComponent(id)}?${span}&resolution=15m&limit=10000`, stop.signal).then((a) => !stop.signal.aborted && setAnswer(a));
    return () => stop.abort();
  }, [kind, id, weeks, day]);
  const heat = useMemo(() => (answer?.ok === true ? (kind === 'link' ? linkHeat : facilityHeat)(answer.value, timeZone) : null), [answer]);
  const things = useMemo(() => thingsOf(index, kind), [kind]);
  return (
    <section class="lb-view" aria-label={w.views.heat}>
      <div class="lb-form">
        <Select label={w.kind} value={kind} options={[['facility', w.kinds.facility], ['link', w.kinds.link]]} onChange={(v) => change({ kind: v as Kind, id: thingsOf(index, v as Kind)[0]?.id ?? '' })} />
        <Select wide label={w.thing} value={id} options={things.map((t) => [t.id, t.name] as const)} onChange={(v) => change({ id: v })} />
        <Labelled label={w.weekEnds}>{(id) => <input id={id} type="date" value={day} onChange={(e) => e.currentTarget.value !== '' && change({ day: e.currentTarget.value })} />}</Labelled>
        <Select label={w.weeks} value={weeks} options={['1', '2', '4', '8'].map((n) => [n, n] as const)} onChange={(v) => change({ weeks: v })} />
      </div>
      {answer === null && <div class="skeleton-chart"><span class="vh">{w.loading}</span></div>}
      {answer?.ok === false && <Refused answer={answer} />}
      {heat !== null && <Picture key={`${kind}/${id}/${day}/${weeks}`} heat={heat} kind={kind} name={id} />}
    </section>
  );
}
