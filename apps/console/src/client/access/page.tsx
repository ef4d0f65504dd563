import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Fault } from '../act/fault.js';
import { useMessages } from '../i18n/index.js';
import type { Answer } from '../state/api.js';
import { askToSignIn, session } from '../state/session.js';
import { useStore } from '../state/store.js';
import { Button, Section } from '../ui/parts.js';
import { AccessDialogs, type Asked } from './dialogs.js';
import { KeyTable } from './keys.js';
import { useLists } from './list.js';
import { SessionTable } from './sessions.js';
import { useAccessWords } from './words.js';
import './access.css';

function Answered<T>({ answer, children }: { answer: Answer<T> | null; children: (value: T) => ComponentChildren }) {
  const m = useMessages();
  if (answer === null) return <p class="row-dim" role="status">{m.loading}</p>;
  return answer.ok ? <>{children(answer.value)}</> : <Fault answer={answer} />;
}

function Administration() {
  const w = useAccessWords();
  const { keys, sessions, reload } = useLists();
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <>
      <Section title={w.keys} aside={<><Button look="ghost" icon="refresh" onClick={reload}>{w.refresh}</Button><Button look="primary" icon="plus" onClick={() => setAsked({ act: 'make' })}>{w.make}</Button></>}>
        <p class="row-dim">{w.keysHint}</p>
        <Answered answer={keys}>{(value) => <KeyTable keys={value.keys} ask={setAsked} />}</Answered>
      </Section>
      <Section title={w.sessions}>
        <p class="row-dim">{w.sessionsHint}</p>
        <Answered answer={sessions}>{(value) => <SessionTable sessions={value.sessions} ask={setAsked} />}</Answered>
      </Section>
      <AccessDialogs asked={asked} onClose={() => setAsked(null)} onDone={reload} />
    </>
  );
}

/** Keys of signs, partners and programs, and who is signed in. Each change stands in the log with who, before, after and why. */
export function AccessPage() {
  const [m, w] = [useMessages(), useAccessWords()];
  const role = useStore(session, (s) => s.who?.role ?? null);
  return (
    <>
      <header class="lb-head"><h2>{w.title}</h2></header>
      <section class="lb-view" aria-label={w.title}>
        {role === 'administrator' ? <Administration /> : (
          <div class="section">
            <p>{w.onlyAdmins}</p>
            {role === null && <div class="form-buttons"><Button look="primary" onClick={() => void askToSignIn()}>{m.signIn.go}</Button></div>}
          </div>
        )}
      </section>
    </>
  );
}
