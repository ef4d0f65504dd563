import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

/** A field with its label above. */
export function Labelled({ label, children, wide = false }: { label: string; children: (id: string) => ComponentChildren; wide?: boolean }) {
  const id = useId();
  return (
    <div class={wide ? 'lb-field is-wide' : 'lb-field'}>
      <label for={id}>{label}</label>
      {children(id)}
    </div>
  );
}

export const Select = ({ label, value, options, onChange, wide = false }: { label: string; value: string; options: readonly (readonly [value: string, name: string])[]; onChange: (value: string) => void; wide?: boolean }) => (
  <Labelled label={label} wide={wide}>
    {(id) => (
      <select id={id} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
        {options.map(([v, name]) => <option key={v} value={v}>{name}</option>)}
      </select>
    )}
  </Labelled>
);

export const NumberField = ({ label, value, min, max, step = 1, onChange, placeholder }: { label: string; value: number | null; min: number; max: number; step?: number; onChange: (value: number | null) => void; placeholder?: string }) => (
  <Labelled label={label}>
    {(id) => <input id={id} type="number" min={min} max={max} step={step} value={value ?? ''} placeholder={placeholder ?? ''} onInput={(e) => onChange(e.currentTarget.value === '' ? null : Math.min(max, Math.max(min, Number(e.currentTarget.value))))} />}
  </Labelled>
);

/** State that also tells the newest value to whoever asks later. */
export function useForm<T extends object>(initial: T): [T, (patch: Partial<T>) => void] {
  const [form, setForm] = useState(initial);
  return [form, (patch) => setForm((now) => ({ ...now, ...patch }))];
}
