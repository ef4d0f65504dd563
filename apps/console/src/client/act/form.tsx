import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useMessages } from '../i18n/index.js';
import type { Outcome } from '../state/api.js';
import { collection } from '../state/live.js';
import { openDialog } from '../state/ui.js';
import { Button } from '../ui/parts.js';
import { Dialog } from '../ui/dialog.js';
import { Field, ReasonField } from '../ui/field.js';
import { faultText, sayDone, type ActedOn } from './acknowledge.js';
import { EXPIRIES } from './expiry.js';

export interface FormProps {
  title: string;
  subject: string;
  effect?: string;
  suggestions: readonly string[];
  /** What is said when it is done; `null` when something else says it. */
  done: string | null;
  danger?: boolean;
  wide?: boolean;
  /** Faults of the form's own fields; the act is not tried while there are some. */
  isValid?: () => boolean;
  /** Thing that is acted on: its revision, as it was when the form was opened, goes along. */
  of?: ActedOn;
  act: (reason: string, seen: number) => Promise<Outcome>;
  onClose?: () => void;
  children?: ComponentChildren;
}

const MIN_REASON = 3;
const closeDialog = (): void => openDialog(null, null);

/** Every act has the same shape: what it is about, what will happen, its fields, a reason, one button. */
export function ActForm({ title, subject, effect, suggestions, done, danger = false, wide = false, isValid, of, act, onClose = closeDialog, children }: FormProps) {
  const m = useMessages();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  // Of what nothing was heard yet nothing was done yet either.
  const revision = () => (of === undefined ? undefined : collection(of.kind).get(of.id)?.revision) ?? 0;
  const [seen, setSeen] = useState(revision);
  const short = reason.trim().length < MIN_REASON;
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    // Every fault is shown at once, not one after the other.
    const fits = isValid?.() !== false;
    if (short || !fits || busy) return;
    setBusy(true);
    setRefused(null);
    const outcome = await act(reason.trim(), seen);
    setBusy(false);
    if (!outcome.ok) {
      // What changed has been told: whoever presses again knows of it.
      if (outcome.status === 412) setSeen(outcome.changes?.at(-1)?.revision ?? revision());
      return setRefused(faultText(outcome));
    }
    onClose();
    if (done !== null) sayDone(done, outcome, of);
  };
  return (
    <Dialog title={title} wide={wide} onClose={onClose}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <p class="form-subject">{subject}</p>
        {children}
        <ReasonField value={reason} onChange={setReason} fault={tried && short ? m.form.reasonShort : null} suggestions={suggestions} label={m.form.reason} hint={m.form.reasonHint} suggestionsLabel={m.form.suggestions} />
        {effect !== undefined && <p class="form-effect"><strong>{m.form.effect}: </strong>{effect}</p>}
        {refused !== null && <p class="form-refused" role="alert"><strong>{m.refusedBy}: </strong>{refused}</p>}
        <div class="form-buttons">
          <Button onClick={onClose}>{m.cancel}</Button>
          <Button type="submit" look={danger ? 'danger' : 'primary'} disabled={busy}>{busy ? m.form.sending : m.form.send}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** How long something lasts. `null` stands for "until further notice", where that is allowed. */
export function ExpiryField({ minutes, onChange, open = false }: { minutes: number | null; onChange: (minutes: number | null) => void; open?: boolean }) {
  const m = useMessages();
  return (
    <fieldset class="choices">
      <legend>{m.form.for}</legend>
      {EXPIRIES.map((n) => (
        <label key={n} class="choice">
          <input type="radio" name="expiry" checked={minutes === n} onChange={() => onChange(n)} />
          <span>{m.form.minutes(n)}</span>
        </label>
      ))}
      {open && (
        <label class="choice">
          <input type="radio" name="expiry" checked={minutes === null} onChange={() => onChange(null)} />
          <span>{m.form.untilOpen}</span>
        </label>
      )}
    </fieldset>
  );
}

export function NumberField({ id, label, value, max, onChange, tried }: { id: string; label: string; value: string; max: number; onChange: (value: string) => void; tried: boolean }) {
  const m = useMessages();
  const fault = tried ? numberFault(m.form, value, max) : null;
  return (
    <Field id={id} label={label} fault={fault} hint={m.form.above(max)}>
      <input id={id} data-first="" type="text" inputMode="numeric" autoComplete="off" value={value} aria-invalid={fault !== null} aria-describedby={`${id}-hint${fault === null ? '' : ` ${id}-fault`}`} onInput={(e) => onChange(e.currentTarget.value)} />
    </Field>
  );
}

export function numberFault(words: { number: string; above: (n: number) => string }, value: string, max: number): string | null {
  if (!/^\d{1,6}$/.test(value.trim())) return words.number;
  return Number(value) > max ? words.above(max) : null;
}
