import { useState } from 'preact/hooks';
import { useCity } from '../state/city.js';
import { serviceNowMs } from '../state/live.js';
import { Button, IconButton } from '../ui/parts.js';
import { Labelled, NumberField, Select } from '../look-back/fields.js';
import { localDay } from '../look-back/local-time.js';
import { thingsOf } from '../look-back/things.js';
import { useWords } from '../look-back/words.js';
import type { WhatIfForm } from './request.js';

type Change = (patch: Partial<WhatIfForm>) => void;
interface Part {
  form: WhatIfForm;
  change: Change;
}

/** Several of a list: chosen one after the other, each can be taken back. */
function Several({ label, options, chosen, onChange }: { label: string; options: readonly (readonly [string, string])[]; chosen: readonly string[]; onChange: (ids: readonly string[]) => void }) {
  const w = useWords();
  const name = (id: string) => options.find(([v]) => v === id)?.[1] ?? id;
  return (
    <div class="lb-several">
      <Select wide label={label} value="" options={[['', '…'], ...options.filter(([id]) => !chosen.includes(id))]} onChange={(id) => id !== '' && onChange([...chosen, id])} />
      {chosen.length > 0 && <ul class="lb-chosen">{chosen.map((id) => <li key={id} class="chip tone-warn">{name(id)}<IconButton size={14} label={w.remove(name(id))} icon="close" onClick={() => onChange(chosen.filter((other) => other !== id))} /></li>)}</ul>}
    </div>
  );
}

function EventFields({ form, change }: Part) {
  const w = useWords();
  const { city } = useCity();
  return (
    <fieldset class="lb-set">
      <legend>{w.event}</legend>
      <div class="lb-form">
        <Labelled label={w.eventName}>{(id) => <input id={id} type="text" maxLength={60} value={form.eventName} onInput={(e) => change({ eventName: e.currentTarget.value })} />}</Labelled>
        <NumberField label={w.visitors} value={form.visitors} min={0} max={100_000} step={100} onChange={(visitors) => change({ visitors })} />
        <Labelled label={w.at}>{(id) => <input id={id} type="time" value={form.at} onChange={(e) => change({ at: e.currentTarget.value || '19:00' })} />}</Labelled>
        <Select label={w.place} value={form.place} options={[...city.places, ...city.facilities].map((p) => [p.id, p.name] as const)} onChange={(place) => change({ place })} />
        <NumberField label={w.carShare} value={form.carPct} min={0} max={100} onChange={(carPct) => change({ carPct })} />
        <NumberField label={w.stay} value={form.eventStayMin} min={30} max={720} step={15} onChange={(eventStayMin) => change({ eventStayMin })} />
      </div>
    </fieldset>
  );
}

function ClosureFields({ form, change }: Part) {
  const w = useWords();
  const index = useCity();
  const [links] = useState(() => thingsOf(index, 'link').map((t) => [t.id, t.name] as const));
  const hours = Array.from({ length: 25 }, (_, h) => `${String(h).padStart(2, '0')}:00`);
  return (
    <fieldset class="lb-set">
      <legend>{w.closeGarages} · {w.closeRoads}</legend>
      <div class="lb-form is-top">
        <Several label={w.closeGarages} options={index.city.facilities.map((f) => [f.id, f.name] as const)} chosen={form.closedFacilities} onChange={(closedFacilities) => change({ closedFacilities })} />
        <Several label={w.closeRoads} options={links} chosen={form.closedLinks} onChange={(closedLinks) => change({ closedLinks })} />
        <Select label={w.closeFrom} value={form.closeFrom} options={hours.slice(0, -1).map((h) => [h, h] as const)} onChange={(closeFrom) => change({ closeFrom })} />
        <Select label={w.closeTo} value={form.closeTo} options={hours.slice(1).map((h) => [h, h] as const)} onChange={(closeTo) => change({ closeTo })} />
      </div>
    </fieldset>
  );
}

/** What is supposed to be different. */
export function WhatIfFields({ onAsk, busy }: { onAsk: (form: WhatIfForm) => void; busy: boolean }) {
  const w = useWords();
  const { city } = useCity();
  const [form, setForm] = useState<WhatIfForm>({
    day: localDay(serviceNowMs() + 86_400_000, city.city.timeZone), commutersPct: null, demandPct: null, eventName: '', visitors: null, at: '19:00', place: city.places[0]?.id ?? city.facilities[0]?.id ?? '',
    carPct: 60, eventStayMin: 150, closedFacilities: [], closedLinks: [], closeFrom: '00:00', closeTo: '24:00', stayMin: 120,
  });
  const change: Change = (patch) => setForm((now) => ({ ...now, ...patch }));
  const ask = (event: Event) => {
    event.preventDefault();
    onAsk(form);
  };
  return (
    <form onSubmit={ask}>
      <div class="lb-form">
        <Labelled label={w.day}>{(id) => <input id={id} type="date" required value={form.day} onChange={(e) => change({ day: e.currentTarget.value })} />}</Labelled>
        <NumberField label={`${w.commuters}: ${w.pctMore}`} value={form.commutersPct} min={-100} max={400} step={5} onChange={(commutersPct) => change({ commutersPct })} placeholder="-20" />
        <NumberField label={`${w.demandAll}: ${w.pctMore}`} value={form.demandPct} min={-100} max={400} step={5} onChange={(demandPct) => change({ demandPct })} placeholder="0" />
        <NumberField label={w.meanStay} value={form.stayMin} min={30} max={600} step={15} onChange={(stayMin) => change({ stayMin })} />
      </div>
      <EventFields form={form} change={change} />
      <ClosureFields form={form} change={change} />
      <div class="lb-buttons"><Button type="submit" look="primary" disabled={busy}>{busy ? w.computing : w.compute}</Button></div>
    </form>
  );
}
