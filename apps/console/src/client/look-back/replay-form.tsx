import { useState } from 'preact/hooks';
import { useCity } from '../state/city.js';
import { serviceNowMs } from '../state/live.js';
import { Button } from '../ui/parts.js';
import { Labelled, NumberField, Select, useForm } from './fields.js';
import { localDay } from './local-time.js';
import { startReplay } from './player.js';
import { useWords } from './words.js';

const DAY_MS = 86_400_000;
const ALL = '*';
const HOURS = Array.from({ length: 24 }, (_, h) => `${String(h + 1).padStart(2, '0')}:00`);
interface Form {
  day: string;
  from: string;
  to: string;
  acts: boolean;
  garage: string;
  full: number | null;
  almostFull: number | null;
  sign: string;
  dwell: number | null;
  hysteresis: number | null;
  limits: string;
}

const given = (values: Record<string, number | null>): Record<string, number> => Object.fromEntries(Object.entries(values).filter((e): e is [string, number] => e[1] !== null));

/** One step of hysteresis above each threshold, as the rules want it. */
function thresholdsOf({ garage, full, almostFull }: Form): object {
  if (garage === '' || (full === null && almostFull === null)) return {};
  const fullVacant = full ?? 0;
  const almostFullVacant = almostFull ?? fullVacant + 1;
  return { [garage]: { thresholds: { fullVacant, fullClear: fullVacant + 1, almostFullVacant, almostFullClear: almostFullVacant + 1 } } };
}

function signsOf({ sign, dwell, hysteresis }: Form, signIds: readonly string[]): object {
  const change = given({ dwellSeconds: dwell, hysteresisVehicles: hysteresis });
  const ids = sign === ALL ? signIds : signIds.filter((id) => id === sign);
  return Object.keys(change).length === 0 ? {} : Object.fromEntries(ids.map((id) => [id, change]));
}

/** The body of the request; `null` when the limits are no JSON. */
export function requestOf(form: Form, signIds: readonly string[]): object | null {
  try {
    const limits = form.limits.trim() === '' ? {} : (JSON.parse(form.limits) as object);
    return { day: form.day, from: form.from, to: form.to, changes: { acts: form.acts, limits, facilities: thresholdsOf(form), signs: signsOf(form, signIds) } };
  } catch {
    return null;
  }
}

function OtherParameters({ form, change }: { form: Form; change: (patch: Partial<Form>) => void }) {
  const w = useWords();
  const { city } = useCity();
  return (
    <details class="more">
      <summary>{w.otherParameters}</summary>
      <div class="lb-form">
        <label class="switch is-row"><input type="checkbox" checked={form.acts} onChange={(e) => change({ acts: e.currentTarget.checked })} />{w.actsRepeated}</label>
        <Select wide label={w.garage} value={form.garage} options={[['', w.unchanged], ...city.facilities.map((f) => [f.id, f.name] as const)]} onChange={(garage) => change({ garage })} />
        {form.garage !== '' && (
          <>
            <NumberField label={w.almostFull} value={form.almostFull} min={0} max={5000} onChange={(almostFull) => change({ almostFull })} placeholder={w.unchanged} />
            <NumberField label={w.full} value={form.full} min={0} max={5000} onChange={(full) => change({ full })} placeholder={w.unchanged} />
          </>
        )}
        <Select wide label={w.sign} value={form.sign} options={[['', w.unchanged], [ALL, w.allSigns], ...city.signs.map((s) => [s.id, s.name] as const)]} onChange={(sign) => change({ sign })} />
        {form.sign !== '' && (
          <>
            <NumberField label={w.dwell} value={form.dwell} min={0} max={600} onChange={(dwell) => change({ dwell })} placeholder={w.unchanged} />
            <NumberField label={w.hysteresis} value={form.hysteresis} min={1} max={100} onChange={(hysteresis) => change({ hysteresis })} placeholder={w.unchanged} />
          </>
        )}
        <Labelled wide label={w.limitsJson}>{(id) => <textarea id={id} rows={2} value={form.limits} placeholder={'{"lane":{"silentAfterSeconds":900}}'} onInput={(e) => change({ limits: e.currentTarget.value })} />}</Labelled>
      </div>
    </details>
  );
}

/** Which day, and what is to be different. */
export function ReplayForm() {
  const w = useWords();
  const { city } = useCity();
  const zone = city.city.timeZone;
  const [form, change] = useForm<Form>({ day: localDay(serviceNowMs() - DAY_MS, zone), from: '00:00', to: '24:00', acts: true, garage: '', full: null, almostFull: null, sign: '', dwell: null, hysteresis: null, limits: '' });
  const [fault, setFault] = useState<string | null>(null);
  const start = (event: Event) => {
    event.preventDefault();
    const request = requestOf(form, city.signs.map((s) => s.id));
    setFault(request === null ? w.limitsFault : null);
    if (request !== null) void startReplay(request);
  };
  return (
    <form onSubmit={start}>
      <div class="lb-form">
        <Labelled label={w.day}>{(id) => <input id={id} type="date" required max={localDay(serviceNowMs(), zone)} value={form.day} onChange={(e) => change({ day: e.currentTarget.value })} />}</Labelled>
        <Labelled label={w.from}>{(id) => <input id={id} type="time" required value={form.from} onChange={(e) => change({ from: e.currentTarget.value })} />}</Labelled>
        <Select label={w.to} value={form.to} options={HOURS.map((t) => [t, t] as const)} onChange={(to) => change({ to })} />
        <Button type="submit" look="primary">{w.startReplay}</Button>
      </div>
      <OtherParameters form={form} change={change} />
      {fault !== null && <p class="form-refused" role="alert">{fault}</p>}
    </form>
  );
}
