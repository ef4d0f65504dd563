import { useEffect, useMemo, useState } from 'preact/hooks';
import { momentText, useMessages, valueText } from '../i18n/index.js';
import { get, type Answer, type HistoryPage } from '../state/api.js';
import { useCity } from '../state/city.js';
import { serviceNowMs } from '../state/live.js';
import { Button, IconButton } from '../ui/parts.js';
import { align, type Aligned, type Curve } from './align.js';
import { Labelled, Select, useForm } from './fields.js';
import { fromLocalInput, toLocalInput } from './local-time.js';
import { Plot } from './plot.js';
import { Refused } from './refused.js';
import { MEASURES, nameOf, thingsOf, THING_KINDS, type ThingKind } from './things.js';
import { useWords } from './words.js';

const HOUR_MS = 3_600_000;
const SPANS = { day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS, year: 365 * 24 * HOUR_MS } as const;
const SHORTEST_MS = 15 * 60_000;
const MOST_CURVES = 4;
const PAGE_ROWS = 5000;
const TABLE_ROWS = 500;

interface Form {
  kind: ThingKind;
  ids: readonly string[];
  measure: string;
  fromMs: number;
  toMs: number;
}
type Change = (patch: Partial<Form>) => void;

const queryOf = ({ kind, fromMs, toMs }: Form, id: string, more: string): string => `history/${kind}/${encodeURIComponent(id)}?from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}&${more}`;

/** Finer than what is recorded there is nothing: then what was measured itself. */
async function load(form: Form, signal: AbortSignal): Promise<Answer<HistoryPage>[]> {
  const resolution = form.toMs - form.fromMs > 2 * SPANS.week ? '1h' : form.toMs - form.fromMs > 2 * SPANS.day ? '15m' : 'auto';
  return Promise.all(form.ids.map((id) => get<HistoryPage>(queryOf(form, id, `resolution=${resolution}&limit=${form.toMs - form.fromMs > SPANS.month ? 10_000 : PAGE_ROWS}`), signal)));
}

function SpanFields({ form, change }: { form: Form; change: Change }) {
  const w = useWords();
  const { timeZone } = useCity().city.city;
  const centre = (form.fromMs + form.toMs) / 2;
  const length = form.toMs - form.fromMs;
  const around = (factor: number) => {
    const half = Math.max(SHORTEST_MS, length * factor) / 2;
    change({ fromMs: centre - half, toMs: centre + half });
  };
  const set = (key: 'fromMs' | 'toMs') => (e: { currentTarget: HTMLInputElement }) => {
    const ms = fromLocalInput(e.currentTarget.value, timeZone);
    const next = { ...form, ...(ms !== null && { [key]: ms }) };
    if (next.fromMs < next.toMs) change({ fromMs: next.fromMs, toMs: next.toMs });
  };
  return (
    <>
      <Labelled label={w.from}>{(id) => <input id={id} type="datetime-local" value={toLocalInput(form.fromMs, timeZone)} onChange={set('fromMs')} />}</Labelled>
      <Labelled label={w.to}>{(id) => <input id={id} type="datetime-local" value={toLocalInput(form.toMs, timeZone)} onChange={set('toMs')} />}</Labelled>
      <div class="lb-buttons" role="group" aria-label={w.span}>
        {(Object.keys(SPANS) as (keyof typeof SPANS)[]).map((name) => <Button key={name} onClick={() => change({ fromMs: serviceNowMs() - SPANS[name], toMs: serviceNowMs() })}>{w.spans[name]}</Button>)}
        <IconButton label={w.earlier} icon="back" onClick={() => change({ fromMs: form.fromMs - length / 2, toMs: form.toMs - length / 2 })} />
        <IconButton label={w.later} icon="next" onClick={() => change({ fromMs: form.fromMs + length / 2, toMs: form.toMs + length / 2 })} />
        <IconButton label={w.narrower} icon="plus" onClick={() => around(0.5)} />
        <IconButton label={w.wider} icon="minus" onClick={() => around(2)} />
      </div>
    </>
  );
}

function Chooser({ form, change }: { form: Form; change: Change }) {
  const w = useWords();
  const index = useCity();
  const things = useMemo(() => thingsOf(index, form.kind), [index, form.kind]);
  const free = things.filter((t) => !form.ids.includes(t.id));
  const choose = (kind: ThingKind) => change({ kind, ids: thingsOf(index, kind).slice(0, 1).map((t) => t.id), measure: MEASURES[kind][0] ?? '' });
  return (
    <div class="lb-form">
      <Select label={w.kind} value={form.kind} options={THING_KINDS.map((k) => [k, w.kinds[k]] as const)} onChange={(v) => choose(v as ThingKind)} />
      <Select label={w.measure} value={form.measure} options={MEASURES[form.kind].map((m) => [m, w.measures[m] ?? m] as const)} onChange={(measure) => change({ measure })} />
      {form.ids.length < MOST_CURVES && free.length > 0 && (
        <Select wide label={w.add} value="" options={[['', '…'], ...free.map((t) => [t.id, t.name] as const)]} onChange={(id) => id !== '' && change({ ids: [...form.ids, id] })} />
      )}
      <SpanFields form={form} change={change} />
      <ul class="lb-chosen">
        {form.ids.map((id) => {
          const name = nameOf(index, form.kind, id);
          return <li key={id} class="chip tone-info">{name}{form.ids.length > 1 && <IconButton size={14} label={w.remove(name)} icon="close" onClick={() => change({ ids: form.ids.filter((other) => other !== id) })} />}</li>;
        })}
      </ul>
    </div>
  );
}

function ValueTable({ aligned, names }: { aligned: Aligned; names: readonly string[] }) {
  const w = useWords();
  // The newest first; a screen reader is not helped by ten thousand rows, the file has them all.
  const from = Math.max(0, aligned.times.length - TABLE_ROWS);
  const rows = aligned.times.slice(from).map((atMs, n) => ({ atMs, values: aligned.values.map((v) => v[from + n] ?? null) })).reverse();
  return (
    <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.asTable}>
      <table class="table">
        <thead><tr><th scope="col">{w.time}</th>{names.map((name) => <th key={name} scope="col" class="num">{name}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={row.atMs}><th scope="row">{momentText(row.atMs)}</th>{row.values.map((v, n) => <td key={n} class="num">{valueText(v, 1)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

function Result({ form, curves, change }: { form: Form; curves: readonly Curve[]; change: Change }) {
  const w = useWords();
  const aligned = useMemo(() => align(curves, form.measure), [curves, form.measure]);
  const series = useMemo(() => curves.map((c, n) => ({ name: c.name, values: aligned.values[n] ?? [] })), [curves, aligned]);
  if (aligned.times.length === 0) return <p class="row-dim">{w.nothing}</p>;
  return (
    <>
      <Plot label={w.measures[form.measure] ?? form.measure} times={aligned.times} series={series} onZoom={(fromMs, toMs) => toMs - fromMs >= SHORTEST_MS && change({ fromMs, toMs })} />
      <p class="row-dim">{w.chartHint} {w.resolution(curves[0]?.page.resolution ?? '')}</p>
      <p class="lb-links">{curves.map((c) => <a key={c.id} class="link" download href={`/api/v1/${queryOf(form, c.id, 'format=csv')}`}>{w.csv(c.name)}</a>)}</p>
      <details class="more" open>
        <summary>{w.asTable}</summary>
        <ValueTable aligned={aligned} names={curves.map((c) => c.name)} />
      </details>
    </>
  );
}

/** Values of any things over any span. */
export function Charts() {
  const w = useWords();
  const m = useMessages();
  const index = useCity();
  const [form, change] = useForm<Form>({ kind: 'facility', ids: thingsOf(index, 'facility').slice(0, 2).map((t) => t.id), measure: 'vacant', fromMs: serviceNowMs() - SPANS.day, toMs: serviceNowMs() });
  const [answers, setAnswers] = useState<Answer<HistoryPage>[] | null>(null);
  const { kind, ids, fromMs, toMs } = form;
  useEffect(() => {
    const stop = new AbortController();
    void load(form, stop.signal).then((result) => !stop.signal.aborted && setAnswers(result));
    return () => stop.abort();
  }, [kind, ids, fromMs, toMs]);
  const failed = answers?.find((a) => !a.ok);
  const curves = useMemo(() => (answers ?? []).flatMap((a, n): Curve[] => (a.ok && ids[n] !== undefined ? [{ id: ids[n], name: nameOf(index, kind, ids[n]), page: a.value }] : [])), [answers]);
  return (
    <section class="lb-view" aria-label={w.views.charts}>
      <Chooser form={form} change={change} />
      <div aria-busy={answers === null}>
        {answers === null && <div class="skeleton-chart"><span class="vh">{m.loading}</span></div>}
        {failed !== undefined && !failed.ok && <Refused answer={failed} />}
        {answers !== null && failed === undefined && <Result form={form} curves={curves} change={change} />}
      </div>
    </section>
  );
}
