import type { SignConfig, SignLockRequest } from '@wegweiser/contracts';
import { useMemo, useState } from 'preact/hooks';
import { timeText, useMessages } from '../i18n/index.js';
import { lockSign, unlockSign } from '../state/api.js';
import { useCity } from '../state/city.js';
import { collection, serviceNowMs } from '../state/live.js';
import { contentNow, SignFace, type FaceContent } from '../detail/sign-face.js';
import { drawMulti } from '../detail/led.js';
import { Field } from '../ui/field.js';
import { ActForm, ExpiryField } from './form.js';
import { inMinutes } from './expiry.js';

type Mode = 'content' | 'blank';
type Show = SignLockRequest['show'];

function RowsEditor({ sign, rows, onChange }: { sign: SignConfig; rows: ReadonlyMap<string, string>; onChange: (rows: Map<string, string>) => void }) {
  const m = useMessages();
  const words = [...new Set([sign.words.free, sign.words.full, sign.words.closed])];
  return (
    <div class="rows-editor">
      {sign.rows.map((row, at) => (
        <Field key={row.id} id={`row-${row.id}`} label={row.label} hint={at === 0 ? `${m.form.tooLong(sign.digits)}, ${m.form.rowKeep}` : undefined}>
          <div class="row-inputs">
            <input id={`row-${row.id}`} {...(at === 0 && { 'data-first': '' })} type="text" maxLength={Math.max(sign.digits, ...words.map((w) => w.length))} autoComplete="off" value={rows.get(row.id) ?? ''} onInput={(e) => onChange(new Map(rows).set(row.id, e.currentTarget.value))} />
            <span class="suggestions">{words.map((word) => <button key={word} type="button" aria-label={`${row.label}: ${word}`} onClick={() => onChange(new Map(rows).set(row.id, word))}>{word}</button>)}</span>
          </div>
        </Field>
      ))}
    </div>
  );
}

function MultiEditor({ sign, multi, onChange }: { sign: SignConfig; multi: string; onChange: (multi: string) => void }) {
  const m = useMessages();
  const { matrix } = sign;
  const size = matrix === undefined ? '' : 'columns' in matrix ? m.chars(matrix.columns, matrix.lines) : m.pixels(matrix.widthPx, 'lines' in matrix ? matrix.lines * 8 : matrix.heightPx);
  return (
    <Field id="multi" label={m.form.contentMulti} hint={`${m.freeTextHint(size)} – [nl] [np] [cf255,208,0] [jl3]`}>
      <textarea id="multi" data-first="" rows={3} maxLength={1000} spellcheck={false} value={multi} onInput={(e) => onChange(e.currentTarget.value.replaceAll('\n', '[nl]'))} />
    </Field>
  );
}

/** What the sign shows now is where an operator starts from. */
function startOf(sign: SignConfig): { rows: Map<string, string>; multi: string } {
  const state = collection('signs').get(sign.id);
  const now = state === undefined ? null : contentNow(state, serviceNowMs());
  return { rows: now !== null && 'rows' in now ? new Map(now.rows) : new Map(), multi: now !== null && 'multi' in now ? now.multi : '' };
}

export function LockSignForm({ id }: { id: string }) {
  const m = useMessages();
  const sign = useCity().signs.get(id);
  return sign === undefined ? null : <LockForm sign={sign} title={m.dialogs.lockSign} />;
}

function LockForm({ sign, title }: { sign: SignConfig; title: string }) {
  const m = useMessages();
  const start = useMemo(() => startOf(sign), [sign]);
  const [mode, setMode] = useState<Mode>('content');
  const [rows, setRows] = useState(start.rows);
  const [multi, setMulti] = useState(start.multi);
  const [minutes, setMinutes] = useState<number>(60);
  const isText = sign.type === 'freeText';
  const content: FaceContent = isText ? { multi: mode === 'blank' ? '' : multi } : { rows: mode === 'blank' ? new Map() : rows };
  const show: Show = mode === 'blank' ? { blank: true } : isText ? { multi } : { rows: sign.rows.map((row) => ({ rowId: row.id, text: rows.get(row.id)?.trim() ?? '' })) };
  const fits = mode === 'blank' || !isText || (multi.trim() !== '' && drawMulti(sign, multi).ok);
  return (
    <ActForm wide title={title} subject={sign.name} suggestions={m.reasonsLock} done={m.done.locked} effect={`${m.form.expiry} (${timeText(serviceNowMs() + minutes * 60_000)})`} isValid={() => fits} of={{ kind: 'signs', id: sign.id }} act={(reason, seen) => lockSign(sign.id, { show, reason, expiresAt: inMinutes(minutes) }, seen)}>
      <div class="lock-form">
        <div>
          <fieldset class="choices">
            <legend>{m.form.content}</legend>
            <label class="choice"><input type="radio" name="mode" checked={mode === 'content'} onChange={() => setMode('content')} /><span>{isText ? m.form.contentMulti : m.form.contentRows}</span></label>
            <label class="choice"><input type="radio" name="mode" checked={mode === 'blank'} onChange={() => setMode('blank')} /><span>{m.form.contentBlank}</span></label>
          </fieldset>
          {mode === 'content' && (isText ? <MultiEditor sign={sign} multi={multi} onChange={setMulti} /> : <RowsEditor sign={sign} rows={rows} onChange={setRows} />)}
          <ExpiryField minutes={minutes} onChange={(n) => setMinutes(n ?? 60)} />
        </div>
        <figure class="figure">
          <figcaption>{m.form.preview}</figcaption>
          <SignFace sign={sign} content={content} />
        </figure>
      </div>
    </ActForm>
  );
}

export function UnlockSignForm({ id }: { id: string }) {
  const m = useMessages();
  const sign = useCity().signs.get(id);
  return <ActForm title={m.dialogs.unlockSign} subject={sign?.name ?? id} suggestions={m.reasonsOpen} done={m.done.unlocked} effect={m.effects.unlock} of={{ kind: 'signs', id }} act={(reason, seen) => unlockSign(id, reason, seen)} />;
}
