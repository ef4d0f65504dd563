import type { ComponentChildren } from 'preact';

interface FieldProps {
  id: string;
  label: string;
  hint?: string | undefined;
  fault?: string | null | undefined;
  children: ComponentChildren;
}

/** A labelled field; hint and fault are tied to it by `describedBy`. */
export const Field = ({ id, label, hint, fault, children }: FieldProps) => (
  <div class={fault ? 'field has-fault' : 'field'}>
    <label for={id}>{label}</label>
    {children}
    {hint !== undefined && <p class="field-hint" id={`${id}-hint`}>{hint}</p>}
    {fault ? <p class="field-fault" id={`${id}-fault`} role="alert">{fault}</p> : null}
  </div>
);

export const describedBy = (id: string, hint: boolean, fault: boolean): string | undefined => [hint ? `${id}-hint` : '', fault ? `${id}-fault` : ''].filter((part) => part !== '').join(' ') || undefined;

interface ReasonProps {
  value: string;
  onChange: (value: string) => void;
  fault: string | null;
  suggestions: readonly string[];
  label: string;
  hint: string;
  suggestionsLabel: string;
}

/** Free text with suggestions, as buttons: one tap on a wall, no list to open. */
export const ReasonField = ({ value, onChange, fault, suggestions, label, hint, suggestionsLabel }: ReasonProps) => (
  <Field id="reason" label={label} hint={hint} fault={fault}>
    <input id="reason" type="text" maxLength={500} autoComplete="off" value={value} aria-invalid={fault !== null} aria-describedby={describedBy('reason', true, fault !== null)} onInput={(e) => onChange(e.currentTarget.value)} />
    <div class="suggestions" role="group" aria-label={suggestionsLabel}>
      {suggestions.map((text) => <button key={text} type="button" onClick={() => onChange(text)}>{text}</button>)}
    </div>
  </Field>
);
