import type { Difference, ReplayComparison, ReplayStatus } from '@wegweiser/contracts';
import { STATUS_WORDS } from '@wegweiser/web-kit';
import { useEffect, useState } from 'preact/hooks';
import { dateText, numberText, spanText, timeText } from '../i18n/index.js';
import { getAsOperator, type Answer } from '../state/api.js';
import { useCity, type CityIndex } from '../state/city.js';
import { useStore } from '../state/store.js';
import { openTab, select, ui, useUi } from '../state/ui.js';
import { Button, Section } from '../ui/parts.js';
import { csvOf, saveCsv } from './csv.js';
import { endReplay, player, seek } from './player.js';
import { Refused } from './refused.js';
import { ReplayForm } from './replay-form.js';
import { leavePage } from './route.js';
import { useWords } from './words.js';

const ASK_EVERY_MS = 3000;
const MOST_ROWS = 300;

function nameOf(index: CityIndex, kind: Difference['kind'], id: string): string {
  return (kind === 'sign' ? index.signs.get(id)?.name : index.facilities.get(id)?.name) ?? id;
}
/** A status in words; a sign's text as it stands, a line a page. */
function said(kind: Difference['kind'], text: string): string {
  if (kind === 'facility') return STATUS_WORDS[ui.get().lang][text as keyof (typeof STATUS_WORDS)['de']] ?? text;
  return text.replaceAll(/\[n[lp]\d*\]/gi, ' / ').replaceAll(/\[[^\]]*\]/g, '') || '–';
}

async function watchFrom(atMs: number, on?: Difference): Promise<void> {
  await seek(atMs);
  if (on === undefined) {
    leavePage();
    return;
  }
  openTab(on.kind === 'sign' ? 'signs' : 'facilities');
  select({ kind: on.kind === 'sign' ? 'signs' : 'facilities', id: on.id });
}

function Progress({ status }: { status: ReplayStatus }) {
  const w = useWords();
  const pct = status.state === 'done' ? 100 : Math.floor((100 * (status.readyToMs - status.fromMs)) / (status.toMs - status.fromMs));
  return (
    <div class="lb-progress">
      <p role="status">{status.state === 'done' ? w.done : status.state === 'failed' ? `${w.replayFailed}: ${status.error ?? ''}` : w.running(pct)}</p>
      <progress max={100} value={pct} aria-label={w.replayTitle} />
      <p class="row-dim">{dateText(status.fromMs)}, {timeText(status.fromMs)}–{timeText(status.toMs)} · {w.counts(numberText(status.readings), numberText(status.acts), numberText(status.actsLeftOut))}{status.changed ? ` · ${w.pastChanged}` : ''}</p>
      <div class="lb-buttons">
        {status.readyToMs > status.fromMs && <Button look="primary" onClick={() => void watchFrom(status.fromMs)}>{w.watch}</Button>}
        <Button onClick={() => void endReplay()}>{w.endReplay}</Button>
      </div>
    </div>
  );
}

function Things({ answer }: { answer: ReplayComparison }) {
  const w = useWords();
  const index = useCity();
  const things = [...answer.things].sort((a, b) => b.differsS - a.differsS || (a.id < b.id ? -1 : 1));
  return (
    <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.share}>
      <table class="table">
        <thead><tr><th scope="col">{w.thing}</th><th scope="col" class="num">{w.share}</th></tr></thead>
        <tbody>{things.map((t) => <tr key={`${t.kind}/${t.id}`}><th scope="row">{nameOf(index, t.kind, t.id)}</th><td class="num">{t.comparedS === 0 ? '–' : `${numberText((100 * t.differsS) / t.comparedS, 1)} %`}</td></tr>)}</tbody>
      </table>
    </div>
  );
}

function Differences({ answer }: { answer: ReplayComparison }) {
  const w = useWords();
  const index = useCity();
  useUi((s) => s.lang);
  if (answer.differences.length === 0) return <p class="row-dim">{w.same}</p>;
  const rest = answer.leftOut + Math.max(0, answer.differences.length - MOST_ROWS);
  return (
    <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.compared}>
      <table class="table">
        <thead><tr>{[w.time, w.thing, w.really, w.replayed].map((h) => <th key={h} scope="col">{h}</th>)}<th scope="col"><span class="vh">{w.goThere}</span></th></tr></thead>
        <tbody>
          {answer.differences.slice(0, MOST_ROWS).map((d) => (
            <tr key={`${d.kind}/${d.id}/${d.fromMs}`}>
              <th scope="row">{timeText(d.fromMs)} <span class="row-dim">{spanText(d.toMs - d.fromMs)}</span></th>
              <td>{nameOf(index, d.kind, d.id)}</td>
              <td>{said(d.kind, d.done)}</td>
              <td>{said(d.kind, d.replayed)}</td>
              <td><button type="button" class="link" aria-label={`${w.goThere}: ${nameOf(index, d.kind, d.id)} ${timeText(d.fromMs)}`} onClick={() => void watchFrom(d.fromMs, d)}>{w.goThere}</button></td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p class="row-dim">{w.more(rest)}</p>}
    </div>
  );
}

/** What the replay says beside what was really said; grows while it computes. */
function Compared({ status }: { status: ReplayStatus }) {
  const w = useWords();
  const [answer, setAnswer] = useState<Answer<ReplayComparison> | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const got = await getAsOperator<ReplayComparison>(`replays/${status.id}/comparison`, stop.signal);
      if (stop.signal.aborted) return;
      setAnswer(got);
      if (got.ok && got.value.state === 'running') timer = setTimeout(() => void ask(), ASK_EVERY_MS);
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [status.id, status.state]);
  if (answer === null) return <div class="skeleton-chart"><span class="vh">{w.loading}</span></div>;
  if (!answer.ok) return <Refused answer={answer} />;
  const save = () => saveCsv('unterschiede.csv', csvOf([w.from, w.to, w.kind, w.thing, w.really, w.replayed], answer.value.differences.map((d) => [new Date(d.fromMs).toISOString(), new Date(d.toMs).toISOString(), d.kind, d.id, d.done, d.replayed])));
  return (
    <Section title={w.compared} aside={<Button onClick={save}>{w.downloadCsv}</Button>}>
      <p class="row-dim">{w.comparedHint}</p>
      {answer.value.things.some((t) => t.comparedS > 0)
        ? <div class="lb-two"><Things answer={answer.value} /><Differences answer={answer.value} /></div>
        : <p class="row-dim">{w.nothing}</p>}
    </Section>
  );
}

/** A past day once more. */
export function ReplayPage() {
  const w = useWords();
  const { status, error } = useStore(player, (s) => s);
  return (
    <section class="lb-view" aria-label={w.views.replay}>
      <Section title={w.replayTitle}>
        <p class="row-dim">{w.replayHint}</p>
        <ReplayForm />
      </Section>
      {error !== null && <p class="form-refused" role="alert">{w.failed(error)}</p>}
      {status !== null && <Progress status={status} />}
      {status !== null && status.state !== 'failed' && (status.state === 'done' || status.readyToMs > status.fromMs) && <Compared status={status} />}
    </section>
  );
}
