import type { KeyRequest } from '@wegweiser/contracts/access';
import { useState } from 'preact/hooks';
import { ActForm } from '../act/form.js';
import { textOf } from '../i18n/index.js';
import type { Outcome } from '../state/api.js';
import { useCity } from '../state/city.js';
import { Field } from '../ui/field.js';
import { keyRequest, NEW_KEY, type KeyForm } from './key-request.js';
import { useAccessWords } from './words.js';

const LASTS = [null, 30, 90, 365];

/** Boxes to choose several of; `all` stands above them. */
function Several({ legend, options, chosen, onChange, fault }: { legend: string; options: readonly (readonly [id: string, name: string])[]; chosen: readonly string[]; onChange: (chosen: string[]) => void; fault?: string | null }) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map(([id, name]) => (
        <label key={id} class="choice">
          <input type="checkbox" checked={chosen.includes(id)} onChange={(e) => onChange(e.currentTarget.checked ? [...chosen, id] : chosen.filter((c) => c !== id))} />
          <span>{name}</span>
        </label>
      ))}
      {fault != null && <p class="field-fault" role="alert">{fault}</p>}
    </fieldset>
  );
}

function KindFields({ form, change, tried }: { form: KeyForm; change: (patch: Partial<KeyForm>) => void; tried: boolean }) {
  const w = useAccessWords();
  const { city } = useCity();
  if (form.kind === 'sign') {
    return (
      <Field id="key-sign" label={w.sign}>
        <select id="key-sign" value={form.signId} onChange={(e) => change({ signId: e.currentTarget.value })}>
          {city.signs.map((s) => <option key={s.id} value={s.id}>{s.name}</option>)}
        </select>
      </Field>
    );
  }
  if (form.kind === 'partner') return <Several legend={w.objects} options={Object.entries(w.objectKinds)} chosen={form.objects} onChange={(objects) => change({ objects })} fault={tried && form.objects.length === 0 ? w.objectsShort : null} />;
  return <Several legend={`${w.areas} (${form.areas.length === 0 ? w.allAreas : form.areas.length})`} options={city.areas.map((a) => [a.id, textOf(a.name)] as const)} chosen={form.areas} onChange={(areas) => change({ areas })} />;
}

export function MakeKeyForm({ onClose, act }: { onClose: () => void; act: (body: KeyRequest) => Promise<Outcome> }) {
  const w = useAccessWords();
  const { city } = useCity();
  const [form, setForm] = useState<KeyForm>({ ...NEW_KEY, signId: city.signs[0]?.id ?? '' });
  const [tried, setTried] = useState(false);
  const change = (patch: Partial<KeyForm>) => setForm({ ...form, ...patch });
  const short = form.name.trim().length < 2;
  const isValid = () => {
    setTried(true);
    return keyRequest(form, '-', 0) !== null;
  };
  const send = async (reason: string): Promise<Outcome> => {
    const body = keyRequest(form, reason, Date.now());
    return body === null ? { ok: false, status: -1, title: '', detail: '' } : act(body);
  };
  return (
    <ActForm title={w.make.replace(' …', '')} subject={w.kindHints[form.kind]} effect={w.effects.make} suggestions={w.reasons.make} done={null} isValid={isValid} onClose={onClose} act={send}>
      <fieldset class="choices">
        <legend>{w.kind}</legend>
        {(['sign', 'partner', 'machine'] as const).map((kind) => <label key={kind} class="choice"><input type="radio" name="key-kind" checked={form.kind === kind} onChange={() => change({ kind })} /><span>{w.kinds[kind]}</span></label>)}
      </fieldset>
      <Field id="key-name" label={w.name} hint={w.nameHint} fault={tried && short ? w.nameShort : null}>
        <input id="key-name" data-first="" type="text" maxLength={60} autoComplete="off" value={form.name} aria-invalid={tried && short} aria-describedby={`key-name-hint${tried && short ? ' key-name-fault' : ''}`} onInput={(e) => change({ name: e.currentTarget.value })} />
      </Field>
      <KindFields form={form} change={change} tried={tried} />
      <fieldset class="choices">
        <legend>{w.days}</legend>
        {LASTS.map((days) => <label key={String(days)} class="choice"><input type="radio" name="key-days" checked={form.days === days} onChange={() => change({ days })} /><span>{days === null ? w.forEver : w.forDays(days)}</span></label>)}
      </fieldset>
    </ActForm>
  );
}
