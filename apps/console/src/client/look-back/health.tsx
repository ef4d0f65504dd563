import type { DriftAnswer, HealthAnswer } from '@wegweiser/contracts';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dateText, numberText, timeText, useMessages } from '../i18n/index.js';
import { getAsOperator, type Answer } from '../state/api.js';
import { useCity } from '../state/city.js';
import { serviceNowMs, useThing } from '../state/live.js';
import { select } from '../state/ui.js';
import { Button, Section } from '../ui/parts.js';
import { csvOf, saveCsv } from './csv.js';
import { Select } from './fields.js';
import { Refused } from './refused.js';
import { useWords, words } from './words.js';

type Device = HealthAnswer['devices'][number];
type Drift = DriftAnswer['facilities'][number];
const DAY_MS = 86_400_000;
const GOOD = 0.9;
const isBad = (d: Device): boolean => d.availability < GOOD || d.okShare < GOOD || Object.keys(d.alarms).length > 0;
const pct = (share: number): string => `${numberText(share * 100)} %`;

/** A bar a day; the words beside it say the whole. */
const Days = ({ days }: { days: readonly number[] }) => (
  <svg class="days" viewBox={`0 0 ${days.length * 6} 18`} width={days.length * 6} height="18" aria-hidden="true">
    {days.map((share, n) => <path key={n} class={share < GOOD ? 'day-bad' : 'day-good'} d={`M${n * 6} 18v-${Math.max(1.5, share * 18)}h5v${Math.max(1.5, share * 18)}z`} />)}
  </svg>
);

function DeviceRow({ device }: { device: Device }) {
  const m = useMessages();
  const w = useWords();
  const { devices, deviceIdOf } = useCity();
  const id = deviceIdOf(device.kind, device.id);
  const use = devices.get(id);
  const codes = Object.keys(device.alarms).map((code) => m.codes[code] ?? code);
  return (
    <tr class={isBad(device) ? 'is-bad' : ''}>
      <th scope="row"><button type="button" class="link" onClick={() => select({ kind: 'devices', id })}>{id}</button></th>
      <td>{use?.owner.name ?? ''}</td>
      <td class="num">{pct(device.availability)}</td>
      <td class="num">{device.samples === 0 ? '–' : pct(device.okShare)}</td>
      <td><Days days={device.days} /></td>
      <td>{device.lastSeenMs === null ? w.never : `${dateText(device.lastSeenMs)} ${timeText(device.lastSeenMs)}`}</td>
      <td>{codes.join(', ')}</td>
    </tr>
  );
}

function Devices({ answer }: { answer: HealthAnswer }) {
  const w = useWords();
  const [onlyBad, setOnlyBad] = useState(true);
  const sorted = [...answer.devices].sort((a, b) => a.availability - b.availability || a.okShare - b.okShare || (a.id < b.id ? -1 : 1));
  const shown = onlyBad ? sorted.filter(isBad) : sorted;
  const save = () => saveCsv('messstellen.csv', csvOf([w.device, w.kind, 'samples', 'okShare', 'availability', 'lastSeen', 'volume', w.alarms], sorted.map((d) => [d.id, d.kind, d.samples, d.okShare, d.availability, d.lastSeenMs === null ? null : new Date(d.lastSeenMs).toISOString(), d.volume, Object.keys(d.alarms).join(' ')])));
  return (
    <Section title={w.detectors} aside={<Button onClick={save}>{w.downloadCsv}</Button>}>
      <p class="row-dim">{w.detectorsHint(answer.devices.length, answer.devices.filter(isBad).length)}</p>
      <label class="switch"><input type="checkbox" checked={onlyBad} onChange={(e) => setOnlyBad(e.currentTarget.checked)} />{w.onlyBad}</label>
      <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.detectors}>
        <table class="table">
          <thead><tr>{[w.device, w.belongs].map((h) => <th key={h} scope="col">{h}</th>)}{[w.availability, w.okShare].map((h) => <th key={h} scope="col" class="num">{h}</th>)}{[w.byDay, w.lastData, w.alarms].map((h) => <th key={h} scope="col">{h}</th>)}</tr></thead>
          <tbody>{shown.map((d) => <DeviceRow key={d.id} device={d} />)}</tbody>
        </table>
      </div>
    </Section>
  );
}

/** The rest of each night as a line. */
function Nights({ drift }: { drift: Drift }) {
  const top = Math.max(1, ...drift.nights.map((n) => n.occupied));
  const x = (n: number) => 2 + (n / Math.max(1, drift.nights.length - 1)) * 116;
  const points = drift.nights.map((night, n) => `${x(n).toFixed(1)} ${(28 - (night.occupied / top) * 26).toFixed(1)}`);
  return <svg class="spark" viewBox="0 0 120 30" width="120" height="30" aria-hidden="true">{points.length > 1 ? <path d={`M${points.join('L')}`} /> : points.length === 1 && <circle cx="60" cy="15" r="2" />}</svg>;
}

function slopeText({ perNight, sure }: Drift): string {
  const w = words();
  return perNight === null ? w.fewNights : `${perNight > 0 ? '+' : ''}${numberText(perNight, 1)} ${w.perNight} (${sure ? w.sure : w.unsure})`;
}

function DriftRow({ drift }: { drift: Drift }) {
  const w = useWords();
  const index = useCity();
  const live = useThing('facilities', drift.id);
  const proposal = live?.rezeroProposal ?? null;
  return (
    <tr class={drift.sure ? 'is-bad' : ''}>
      <th scope="row"><button type="button" class="link" onClick={() => select({ kind: 'facilities', id: drift.id })}>{index.facilities.get(drift.id)?.name ?? drift.id}</button></th>
      <td><Nights drift={drift} /></td>
      <td class="num">{drift.nights.length}</td>
      <td class="num">{drift.nights.at(-1)?.occupied ?? '–'}</td>
      <td class="num">{slopeText(drift)}</td>
      <td class="num">{proposal === null ? w.none : numberText(-proposal.offset)}</td>
      <td>{drift.corrections.map((c) => `${dateText(c.atMs)} (${c.by})`).join(', ') || w.none}</td>
    </tr>
  );
}

const DriftTable = ({ answer }: { answer: DriftAnswer }) => {
  const w = useWords();
  return (
    <Section title={w.drift}>
      <p class="row-dim">{w.driftHint}</p>
      <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.drift}>
        <table class="table">
          <thead><tr><th scope="col">{w.facility}</th><th scope="col">{w.nights}</th>{[w.days(0).replace('0 ', ''), w.restLast, w.drift.split(' ')[0] ?? '', w.proposal].map((h) => <th key={h} scope="col" class="num">{h}</th>)}<th scope="col">{w.corrections}</th></tr></thead>
          <tbody>{answer.facilities.map((f) => <DriftRow key={f.id} drift={f} />)}</tbody>
        </table>
      </div>
    </Section>
  );
};

function Answered<T>({ answer, children }: { answer: Answer<T> | null; children: (value: T) => ComponentChildren }) {
  const w = useWords();
  if (answer === null) return <div class="skeleton-chart"><span class="vh">{w.loading}</span></div>;
  if (!answer.ok) return <Refused answer={answer} />;
  return <>{children(answer.value)}</>;
}

/** How well detectors and counters did. */
export function HealthPage() {
  const w = useWords();
  const [days, setDays] = useState('7');
  const [health, setHealth] = useState<Answer<HealthAnswer> | null>(null);
  const [drift, setDrift] = useState<Answer<DriftAnswer> | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const toMs = serviceNowMs();
    const span = (n: number) => `from=${new Date(toMs - n * DAY_MS).toISOString()}&to=${new Date(toMs).toISOString()}`;
    // One after the other: both may ask who wants to know.
    void (async () => {
      const first = await getAsOperator<HealthAnswer>(`detector-health?${span(Number(days))}`, stop.signal);
      if (stop.signal.aborted) return;
      setHealth(first);
      const second = await getAsOperator<DriftAnswer>(`counter-drift?${span(Math.max(28, Number(days)))}`, stop.signal);
      if (!stop.signal.aborted) setDrift(second);
    })();
    return () => stop.abort();
  }, [days]);
  return (
    <section class="lb-view" aria-label={w.views.health}>
      <div class="lb-form"><Select label={w.span} value={days} options={['1', '7', '14', '28'].map((n) => [n, w.days(Number(n))] as const)} onChange={setDays} /></div>
      <Answered answer={health}>{(value) => <Devices answer={value} />}</Answered>
      <Answered answer={drift}>{(value) => <DriftTable answer={value} />}</Answered>
    </section>
  );
}
