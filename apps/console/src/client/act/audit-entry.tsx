import { useState } from 'preact/hooks';
import { timeText, textOf } from '../i18n/index.js';
import type { AuditRecord } from '../state/api.js';
import { useCity, type CityIndex } from '../state/city.js';
import { useUi } from '../state/ui.js';
import { useLogWords, type LogWords } from './log-words.js';

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object';
const textAt = (value: unknown, name: string): string | null => (isObject(value) && typeof value[name] === 'string' ? value[name] : null);

/** The reason stands beside the act, or inside of the lock or garage action that it was given for. */
function reasonOf(detail: Record<string, unknown>, lang: string): string {
  const own = lang === 'en' ? (textAt(detail, 'reasonEn') ?? textAt(detail, 'reason')) : textAt(detail, 'reason');
  return own ?? textAt(detail['lock'], 'reason') ?? textAt(detail['action'], 'reason') ?? textAt(detail, 'refusal') ?? '';
}

/** Name of a thing as the console calls it. */
export function thingName(index: CityIndex, kind: string, id: string): string {
  if (kind === 'sign') return index.signs.get(id)?.name ?? id;
  if (kind === 'facility') return index.facilities.get(id)?.name ?? id;
  if (kind === 'junction') return index.junctions.get(id)?.name ?? id;
  const plan = kind === 'plan' ? index.plans.get(id) : undefined;
  return plan === undefined ? id : textOf(plan.name);
}

/** What a sign showed before and after; `null` for acts on anything else. */
function shownText(w: LogWords, { action, detail }: AuditRecord): string | null {
  if (action !== 'signChanged' && action !== 'signNumbers') return null;
  const word = (shown: unknown): string => textAt(shown, 'shows') || w.dark;
  const count = Array.isArray(detail['changes']) ? detail['changes'].length + Number(detail['leftOut'] ?? 0) : 0;
  const change = detail['before'] === null ? word(detail['after']) : w.fromTo(word(detail['before']), word(detail['after']));
  return action === 'signNumbers' ? `${change} (${w.times(count)})` : change;
}

const whoText = (w: LogWords, by: string): string => (by.startsWith('rule:') ? w.rule(by.slice(5)) : by);

/** The whole record, drawn when somebody wants it. */
function Whole({ record }: { record: AuditRecord }) {
  const w = useLogWords();
  const [open, setOpen] = useState(false);
  return (
    <details class="log-more" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{w.details}</summary>
      {open && <pre>{JSON.stringify(record.detail, null, 1)}{`\n#${record.id} ${record.hash}`}</pre>}
    </details>
  );
}

/** One entry: when, who, what on what, why; the whole record on demand. */
export function AuditEntry({ record }: { record: AuditRecord }) {
  const w = useLogWords();
  const index = useCity();
  const lang = useUi((s) => s.lang);
  const { kind, id } = record.about;
  const shown = shownText(w, record);
  return (
    <tr class={record.outcome === 'ok' ? '' : 'is-refused'}>
      <th scope="row">{timeText(record.atMs, 'dateTime')}</th>
      <td><strong>{whoText(w, record.by)}</strong></td>
      <td>{w.actions[record.action] ?? record.action}<span class="cell-sub">{w.kinds[kind] ?? kind} {thingName(index, kind, id)}</span></td>
      <td>
        {record.outcome !== 'ok' && <strong class="log-refused">{w.refused}{'. '}</strong>}
        {shown !== null && <span class="log-shown">{shown}</span>}
        <span class={shown === null ? '' : 'cell-sub'}>{reasonOf(record.detail, lang)}</span>
        <Whole record={record} />
      </td>
    </tr>
  );
}
