import { useEffect, useState } from 'preact/hooks';
import { timeText, useMessages } from '../i18n/index.js';
import { getAsOperator, type Answer, type Page, type QuarantineEntry } from '../state/api.js';
import { openDialog } from '../state/ui.js';
import { Dialog } from '../ui/dialog.js';
import { Audit } from './audit.js';
import { Fault } from './fault.js';

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
      {kind === 'audit' ? <Audit /> : <div class="scroll is-tall" tabIndex={0} role="group" aria-label={m.quarantine}><Quarantine /></div>}
    </Dialog>
  );
}
