import { useState } from 'preact/hooks';
import { textOf, timeText, useMessages } from '../i18n/index.js';
import { cancelSignIn, loadSession, session, signIn, signOut } from '../state/session.js';
import { useCity } from '../state/city.js';
import { useStore } from '../state/store.js';
import { Dialog } from '../ui/dialog.js';
import { Field } from '../ui/field.js';
import { Button } from '../ui/parts.js';

/** The built-in account. */
function LocalForm({ demo, known }: { demo: boolean; known: string | null }) {
  const m = useMessages();
  const [name, setName] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const refused = await signIn(name.trim(), password);
    setBusy(false);
    session.set({ refused });
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <p class="form-effect">{demo ? m.signIn.demo : m.signIn.local}</p>
      <Field id="sign-in-name" label={m.signIn.name}>
        <input id="sign-in-name" type="text" autoComplete="username" maxLength={60} required value={name} onInput={(e) => setName(e.currentTarget.value)} />
      </Field>
      <Field id="sign-in-password" label={m.signIn.password}>
        <input id="sign-in-password" data-first="" type="password" autoComplete="current-password" maxLength={200} required value={password} onInput={(e) => setPassword(e.currentTarget.value)} />
      </Field>
      <div class="form-buttons"><Button type="submit" look="primary" disabled={busy}>{busy ? m.signIn.busy : m.signIn.go}</Button></div>
    </form>
  );
}

/** The city's own provider, in a window of its own: this page and what was typed into it stay. */
function ProviderForm() {
  const m = useMessages();
  const look = async () => {
    await loadSession();
    if (session.get().who?.role === null) session.set({ refused: m.signIn.notYet });
  };
  return (
    <div class="form">
      <p>{m.signIn.provider}</p>
      <div class="form-buttons">
        <Button onClick={() => void look()}>{m.signIn.done}</Button>
        <a class="btn btn-primary" data-first="" href="/sign-in/provider?return=%2Fsign-in%3Fdone%3D1" target="_blank" rel="noopener">{m.signIn.toProvider}</a>
      </div>
    </div>
  );
}

export function SignInForm() {
  const m = useMessages();
  const { who, refused } = useStore(session, (s) => s);
  if (who === null) return null;
  const { way, demo, name } = who.signIn;
  return (
    <>
      {refused !== null && <p class="form-refused" role="alert"><strong>{m.signIn.refused}: </strong>{refused}</p>}
      {way === 'local' ? <LocalForm demo={demo} known={name} /> : way === 'provider' ? <ProviderForm /> : <p>{m.signIn.none}</p>}
    </>
  );
}

/** Who is signed in, for what, and until when. */
function Signed() {
  const m = useMessages();
  const who = useStore(session, (s) => s.who);
  const { city } = useCity();
  if (who === null || who.role === null) return null;
  const areaName = (id: string): string => {
    const area = city.areas.find((a) => a.id === id);
    return area === undefined ? id : textOf(area.name);
  };
  return (
    <>
      <p class="form-subject">{m.signIn.who(who.name ?? '')}</p>
      <dl class="facts">
        <div><dt>{m.signIn.role}</dt><dd>{m.signIn.roles[who.role] ?? who.role}</dd></div>
        <div><dt>{m.signIn.areas}</dt><dd>{who.areas === '*' || who.areas === null ? m.signIn.allAreas : who.areas.map(areaName).join(', ')}</dd></div>
      </dl>
      {who.endsAtMs !== null && <p class="row-dim">{m.signIn.until(timeText(who.endsAtMs, 'time'))}</p>}
      <div class="form-buttons">
        <Button onClick={() => void signOut().then(cancelSignIn)}>{m.signIn.out}</Button>
        <Button look="primary" onClick={cancelSignIn}>{m.close}</Button>
      </div>
    </>
  );
}

/** Asked when somebody first acts, when a session is over, and for whoever wants to know who is signed in. */
export function OperatorDialog() {
  const m = useMessages();
  const signed = useStore(session, (s) => s.who?.role != null);
  const ended = useStore(session, (s) => s.ended);
  return (
    <Dialog title={m.dialogs.operator} onClose={cancelSignIn}>
      {ended && !signed && <p class="form-refused" role="alert">{m.signIn.ended}</p>}
      {signed ? <Signed /> : <SignInForm />}
    </Dialog>
  );
}
