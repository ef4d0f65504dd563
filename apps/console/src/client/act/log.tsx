import { useEffect, useState } from 'preact/hooks';
import { timeText, useMessages } from '../i18n/index.js';
import { getAsOperator, type Answer, type AuditRecord, type Page, type QuarantineEntry } from '../state/api.js';
import { openDialog } from '../state/ui.js';
import { Dialog } from '../ui/dialog.js';

type Kind = 'audit' | 'quarantine';

function useList<T>(path: string): Answer<Page<T>> | null {
  const [answer, setAnswer] = useState<Answer<Page<T>> | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void getAsOperator<Page<T>>(`${path}?limit=200`, stop.signal).then((result) => {
      if (!stop.signal.aborted) setAnswer(result);
    });
    return () => stop.abort();
  }, [path]);
  return answer;
}

function Fault({ answer }: { answer: Extract<Answer<unknown>, { ok: false }> }) {
  const m = useMessages();
  return <p class="row-dim">{m.historyFailed(answer.status === 0 ? m.noService : answer.detail || answer.title)}</p>;
}

/** The reason stands beside the act, or inside of the lock or garage action that it was given for. */
function reasonOf(detail: Record<string, unknown>): string {
  for (const holder of [detail, detail['lock'], detail['action']]) {
    if (holder !== null && typeof holder === 'object' && 'reason' in holder && typeof holder.reason === 'string') return holder.reason;
  }
  return '';
}

function Audit() {
  const m = useMessages();
  const answer = useList<AuditRecord>('audit');
  if (answer === null) return <p class="row-dim">{m.loading}</p>;
  if (!answer.ok) return <Fault answer={answer} />;
  const { items } = answer.value;
  if (items.length === 0) return <p class="row-dim">{m.auditEmpty}</p>;
  return (
    <table class="table">
      <tbody>{items.map((r) => <tr key={r.id}><th scope="row">{timeText(r.atMs, 'dateTime')}</th><td><strong>{r.by}</strong></td><td>{r.action}<span class="cell-sub">{r.about.kind} {r.about.id}</span></td><td>{r.outcome}<span class="cell-sub">{reasonOf(r.detail)}</span></td></tr>)}</tbody>
    </table>
  );
}

function Quarantine() {
  const m = useMessages();
  const answer = useList<QuarantineEntry>('quarantine');
  if (answer === null) return <p class="row-dim">{m.loading}</p>;
  if (!answer.ok) return <Fault answer={answer} />;
  const { items } = answer.value;
  return (
    <>
      <p class="row-dim">{items.length === 0 ? m.quarantineEmpty : m.quarantineHint}</p>
      {items.length > 0 && (
        <table class="table">
          <tbody>{items.map((q) => <tr key={q.id}><th scope="row">{timeText(q.receivedAtMs, 'dateTime')}</th><td><code>{q.topic}</code><span class="cell-sub">{q.payloadBytes} B</span></td><td><strong>{q.code}</strong><span class="cell-sub">{q.reason}{q.expected === '' ? '' : ` – ${q.expected}`}</span></td></tr>)}</tbody>
        </table>
      )}
    </>
  );
}

/** Who did what, and which messages were turned away. */
export function LogDialog() {
  const m = useMessages();
  const [kind, setKind] = useState<Kind>('audit');
  return (
    <Dialog wide title={m.dialogs.log} onClose={() => openDialog(null, null)}>
      <div class="pane-switch in-dialog">
        {(['audit', 'quarantine'] as const).map((k) => <button key={k} type="button" aria-pressed={kind === k} onClick={() => setKind(k)}>{m[k]}</button>)}
      </div>
      <div class="scroll is-tall" tabIndex={0} role="group" aria-label={m[kind]}>{kind === 'audit' ? <Audit /> : <Quarantine />}</div>
    </Dialog>
  );
}
