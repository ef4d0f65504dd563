import type { HistorySubject } from '@wegweiser/contracts';
import { STATUS_WORDS } from '@wegweiser/web-kit';
import { useEffect, useState } from 'preact/hooks';
import { messages, timeText, useMessages, valueText } from '../i18n/index.js';
import type { Messages } from '../i18n/de.js';
import { get, type Answer, type HistoryPage } from '../state/api.js';
import { serviceNowMs } from '../state/live.js';
import { ui } from '../state/ui.js';
import { IconButton, Section } from '../ui/parts.js';
import { Chart } from './chart.js';
import { recordsOf, seriesOf, type Record_, type Series } from './history-data.js';

const DAY_MS = 86_400_000;
/** A young archive has few quarter hours: then minutes say more. */
const FEW = 8;

const isSeries = (subject: HistorySubject): boolean => subject === 'facility' || subject === 'link' || subject === 'sensor';

async function load(subject: HistorySubject, id: string, signal: AbortSignal): Promise<{ answer: Answer<HistoryPage>; fromMs: number; toMs: number }> {
  const toMs = serviceNowMs();
  const fromMs = toMs - DAY_MS;
  const ask = (resolution: string) => get<HistoryPage>(`history/${subject}/${encodeURIComponent(id)}?from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}&resolution=${resolution}&limit=2000`, signal);
  if (!isSeries(subject)) return { answer: await ask('auto'), fromMs, toMs };
  const answer = await ask('15m');
  return { answer: answer.ok && answer.value.rows.length < FEW ? await ask('1m') : answer, fromMs, toMs };
}

/** Values of the contracts' unions in words; anything else as it is. */
function wordFor(m: Messages, text: string): string {
  const words: Readonly<Record<string, string>> = { ...STATUS_WORDS[ui.get().lang], ...m.level, ...m.recStates };
  return words[text] ?? text;
}

function SeriesTable({ series }: { series: readonly Series[] }) {
  const m = messages();
  const times = series[0]?.points.map((p) => p.atMs) ?? [];
  const rows = times.map((atMs, at) => ({ atMs, values: series.map((s) => s.points[at]?.value ?? null) })).reverse();
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={m.historyTable}>
      <table class="table">
        <thead><tr><th scope="col">{m.time}</th>{series.map((s) => <th key={s.column} scope="col" class="num">{s.name}{s.unit === '' ? '' : ` (${s.unit})`}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={row.atMs}><th scope="row">{timeText(row.atMs)}</th>{row.values.map((value, at) => <td key={at} class="num">{valueText(value, 1)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

function Records({ records }: { records: readonly Record_[] }) {
  const m = useMessages();
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={m.history}>
      <table class="table">
        <tbody>{records.map((r, at) => <tr key={at}><th scope="row">{timeText(r.atMs, 'timeWithSeconds')}</th><td>{r.parts.map((part) => wordFor(m, part)).join(' · ')}</td></tr>)}</tbody>
      </table>
    </div>
  );
}

type Loaded = Awaited<ReturnType<typeof load>>;

function Content({ subject, loaded }: { subject: HistorySubject; loaded: Loaded }) {
  const m = useMessages();
  const { answer, fromMs, toMs } = loaded;
  if (!answer.ok) return <p class="row-dim">{m.historyFailed(answer.status === 0 ? m.noService : answer.detail || answer.title)}</p>;
  if (!isSeries(subject)) {
    const records = recordsOf(answer.value);
    return records.length === 0 ? <p class="row-dim">{m.historyEmpty}</p> : <Records records={records} />;
  }
  const series = seriesOf(m, subject, answer.value);
  if (series.length === 0) return <p class="row-dim">{m.historyEmpty}</p>;
  return (
    <>
      {series.map((s) => <Chart key={s.column} series={s} fromMs={fromMs} toMs={toMs} />)}
      <details class="more">
        <summary>{m.historyTable} <span class="row-dim">({m.historyRes(answer.value.resolution)})</span></summary>
        <SeriesTable series={series} />
      </details>
    </>
  );
}

/** The last day of what is selected: a chart, and the same as a table. */
export function History({ subject, id }: { subject: HistorySubject; id: string }) {
  const m = useMessages();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    void load(subject, id, stop.signal).then((result) => {
      if (!stop.signal.aborted) setLoaded(result);
    });
    return () => stop.abort();
  }, [subject, id, turn]);
  return (
    <Section title={m.history} aside={<IconButton label={m.historyRefresh} icon="refresh" size={15} onClick={() => setTurn(turn + 1)} />}>
      {loaded === null ? <div class="skeleton-chart"><span class="vh">{m.loading}</span></div> : <Content subject={subject} loaded={loaded} />}
    </Section>
  );
}
