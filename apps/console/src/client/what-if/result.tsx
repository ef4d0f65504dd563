import type { WhatIfAnswer } from '@wegweiser/contracts';
import { useMemo, useState } from 'preact/hooks';
import { numberText, textOf, useMessages, valueText } from '../i18n/index.js';
import { useCity } from '../state/city.js';
import { Button, Section } from '../ui/parts.js';
import { csvOf, saveCsv } from '../look-back/csv.js';
import { Select } from '../look-back/fields.js';
import { quarterText } from '../look-back/local-time.js';
import { Plot } from '../look-back/plot.js';
import { nameOf } from '../look-back/things.js';
import { useWords } from '../look-back/words.js';
import { SignThen } from './sign-then.js';
import { fullSpans, peakOf } from './summary.js';

type Facility = WhatIfAnswer['facilities'][number];
const QUARTER_MS = 900_000;

function FacilityTable({ answer }: { answer: WhatIfAnswer }) {
  const w = useWords();
  const index = useCity();
  const peak = (f: Facility, values: readonly (number | null)[]): string => {
    const found = peakOf(values);
    return found === null ? '–' : `${numberText(found.value)} (${numberText((100 * found.value) / f.capacity)} %) ${quarterText(found.quarter)}`;
  };
  const spans = (statuses: Facility['status']): string => fullSpans(statuses).map((s) => `${quarterText(s.from)}–${quarterText(s.to)}`).join(', ') || w.notFull;
  const heads = [w.peakBase, w.peakNow, `${w.fullSpan} ${w.usual}`, `${w.fullSpan} ${w.thenWord}`, w.turnedAway, w.takenOver];
  return (
    <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.result}>
      <table class="table">
        <thead><tr><th scope="col">{w.facility}</th>{heads.map((h) => <th key={h} scope="col" class="num">{h}</th>)}</tr></thead>
        <tbody>
          {answer.facilities.map((f) => (
            <tr key={f.id}>
              <th scope="row">{index.facilities.get(f.id)?.name ?? f.id}</th>
              <td class="num">{peak(f, f.base)}</td><td class="num">{peak(f, f.predicted)}</td>
              <td class="num">{spans(f.baseStatus)}</td><td class="num">{spans(f.status)}</td>
              <td class="num">{numberText(f.turnedAway)}</td><td class="num">{numberText(f.takenOver)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FacilityChart({ answer }: { answer: WhatIfAnswer }) {
  const w = useWords();
  const index = useCity();
  const [id, setId] = useState(() => [...answer.facilities].sort((a, b) => b.turnedAway + b.takenOver - a.turnedAway - a.takenOver)[0]?.id ?? '');
  const f = answer.facilities.find((x) => x.id === id);
  const times = useMemo(() => Array.from({ length: 96 }, (_, q) => answer.fromMs + q * QUARTER_MS), [answer]);
  const series = useMemo(() => (f === undefined ? [] : [{ name: w.usual, values: f.base }, { name: w.thenWord, values: f.predicted }]), [f, w]);
  return (
    <>
      <Select wide label={w.facility} value={id} options={answer.facilities.map((x) => [x.id, index.facilities.get(x.id)?.name ?? x.id] as const)} onChange={setId} />
      {f !== undefined && <Plot label={`${w.occupiedAxis} (${w.estimate})`} times={times} series={series} height={240} />}
    </>
  );
}

function LinkTable({ answer }: { answer: WhatIfAnswer }) {
  const w = useWords();
  const m = useMessages();
  const index = useCity();
  const order = ['unknown', 'free', 'dense', 'slow', 'jam'] as const;
  const worst = (levels: readonly (typeof order)[number][]) => m.level[order[Math.max(0, ...levels.map((l) => order.indexOf(l)))] ?? 'unknown'];
  if (answer.links.length === 0) return null;
  return (
    <Section title={w.linksThen}>
      <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.linksThen}>
        <table class="table">
          <thead><tr><th scope="col">{w.road}</th><th scope="col">{w.worst}: {w.usual}</th><th scope="col">{w.worst}: {w.thenWord}</th><th scope="col" class="num">{w.extraFlow}</th></tr></thead>
          <tbody>{answer.links.map((l) => <tr key={l.id}><th scope="row">{nameOf(index, 'link', l.id)}</th><td>{worst(l.baseLevel)}</td><td>{worst(l.level)}</td><td class="num">{valueText(l.extraVehPerH)}</td></tr>)}</tbody>
        </table>
      </div>
    </Section>
  );
}

/** Occupancies, links and signs of a day that was not. */
export function WhatIfResult({ answer }: { answer: WhatIfAnswer }) {
  const w = useWords();
  const save = () => saveCsv(`was-waere-wenn-${answer.day}.csv`, csvOf([w.time, ...answer.facilities.flatMap((f) => [`${f.id} ${w.usual}`, `${f.id} ${w.thenWord}`])], Array.from({ length: 96 }, (_, q) => [quarterText(q), ...answer.facilities.flatMap((f) => [f.base[q] ?? null, f.predicted[q] ?? null])])));
  return (
    <>
      <Section title={`${w.result} – ${w.estimate}`} aside={<Button onClick={save}>{w.downloadCsv}</Button>}>
        <p class={answer.unserved > 0 ? 'lb-verdict is-bad' : 'lb-verdict'} role="status">{answer.unserved > 0 ? w.unserved(numberText(answer.unserved)) : w.allServed}</p>
        <FacilityTable answer={answer} />
        <FacilityChart answer={answer} />
      </Section>
      <SignThen answer={answer} />
      <LinkTable answer={answer} />
      <Section title={w.assumptions}>
        <p class="row-dim">{w.basis(answer.basis.days, numberText(answer.basis.filledShare * 100))}</p>
        <ul class="lb-list">{answer.assumptions.map((a) => <li key={a.en}>{textOf(a)}</li>)}</ul>
      </Section>
    </>
  );
}
