import { useState } from 'preact/hooks';
import { useMessages } from '../i18n/index.js';
import { identify, operator } from '../state/api.js';
import { useStore } from '../state/store.js';
import { Dialog } from '../ui/dialog.js';
import { describedBy, Field } from '../ui/field.js';
import { Button } from '../ui/parts.js';

/** As the service has it. */
const NAME = /^[\p{L}\p{N} ._@-]{2,60}$/u;

/** Asked once, when somebody first acts. Identity of the first version: a name, and the control room's key where one is set. */
export function OperatorDialog() {
  const m = useMessages();
  const known = useStore(operator, (s) => s);
  const [name, setName] = useState(known.name);
  const [token, setToken] = useState(known.token);
  const [tried, setTried] = useState(false);
  const fault = tried && !NAME.test(name.trim()) ? m.operator.nameShort : null;
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (NAME.test(name.trim())) identify({ name: name.trim(), token: token.trim() });
  };
  return (
    <Dialog title={m.dialogs.operator} onClose={() => identify(null)}>
      <form noValidate onSubmit={submit}>
        {known.refused !== null && <p class="form-refused" role="alert"><strong>{m.operator.refused}: </strong>{known.refused}</p>}
        <Field id="operator-name" label={m.operator.name} hint={m.operator.nameHint} fault={fault}>
          <input id="operator-name" data-first="" type="text" autoComplete="username" maxLength={60} value={name} aria-invalid={fault !== null} aria-describedby={describedBy('operator-name', true, fault !== null)} onInput={(e) => setName(e.currentTarget.value)} />
        </Field>
        <Field id="operator-token" label={m.operator.token} hint={m.operator.tokenHint}>
          <input id="operator-token" type="password" autoComplete="current-password" value={token} aria-describedby="operator-token-hint" onInput={(e) => setToken(e.currentTarget.value)} />
        </Field>
        <div class="form-buttons">
          <Button onClick={() => identify(null)}>{m.cancel}</Button>
          <Button type="submit" look="primary">{m.operator.go}</Button>
        </div>
      </form>
    </Dialog>
  );
}
