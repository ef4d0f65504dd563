import { useState } from 'preact/hooks';
import { ActForm } from '../act/form.js';
import { sendAsOperator, type Outcome } from '../state/api.js';
import { Dialog } from '../ui/dialog.js';
import { Field } from '../ui/field.js';
import { Button } from '../ui/parts.js';
import type { NewKeyAnswer } from '@wegweiser/contracts/access';
import type { Key, OpenSession } from './list.js';
import { MakeKeyForm } from './make-key.js';
import { accessWords, useAccessWords } from './words.js';

/** What somebody wants done, until the dialog for it is closed. */
export type Asked = { act: 'make' } | { act: 'rotate' | 'revoke'; key: Key } | { act: 'end'; session: OpenSession };
export type Ask = (asked: Asked) => void;

interface Props {
  asked: Asked | null;
  onClose: () => void;
  onDone: () => void;
}

const OVERLAPS = [0, 60, 1440, 10_080];
const id = encodeURIComponent;

/** The secret, this once. The first Escape only warns: the secret would be gone. */
function Secret({ made, onClose }: { made: NewKeyAnswer; onClose: () => void }) {
  const w = useAccessWords();
  const [said, setSaid] = useState('');
  const copy = () => {
    navigator.clipboard.writeText(made.secret).then(() => setSaid(accessWords().copied), () => setSaid(accessWords().notCopied));
  };
  const close = () => (said === w.secretSure ? onClose() : setSaid(w.secretSure));
  return (
    <Dialog title={w.secretTitle} onClose={close}>
      <div class="form">
        <p class="form-subject">{made.key.name}</p>
        <p class="form-effect">{w.secretOnce}</p>
        <Field id="secret" label={w.secretTitle}><input id="secret" class="secret" type="text" readOnly value={made.secret} onFocus={(e) => e.currentTarget.select()} /></Field>
        <p role="status" class="row-dim">{said}</p>
        <div class="form-buttons">
          <Button onClick={copy}>{w.copy}</Button>
          <Button look="primary" onClick={onClose}>{w.secretKept}</Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Asks the service and hands on what it answered. */
async function send<T>(method: 'POST' | 'DELETE', path: string, body: unknown, take: (value: T) => void): Promise<Outcome> {
  const answer = await sendAsOperator<T>(method, path, body);
  if (!answer.ok) return answer;
  take(answer.value);
  return { ok: true };
}

function RotateForm({ of, onMade, onClose }: { of: Key; onMade: (made: NewKeyAnswer) => void; onClose: () => void }) {
  const w = useAccessWords();
  const [overlap, setOverlap] = useState(1440);
  return (
    <ActForm title={w.rotate.replace(' …', '')} subject={of.name} effect={w.effects.rotate} suggestions={w.reasons.rotate} done={w.done.rotate} onClose={onClose} act={(reason) => send<NewKeyAnswer>('POST', `keys/${id(of.id)}/rotation`, { reason, overlapMinutes: overlap }, onMade)}>
      <fieldset class="choices">
        <legend>{w.overlap}</legend>
        {OVERLAPS.map((n) => <label key={n} class="choice"><input type="radio" name="overlap" checked={overlap === n} onChange={() => setOverlap(n)} /><span>{w.overlaps(n)}</span></label>)}
      </fieldset>
    </ActForm>
  );
}

function AskedForm({ asked, onMade, onClose, onDone }: { asked: Asked; onMade: (made: NewKeyAnswer) => void; onClose: () => void; onDone: () => void }) {
  const w = useAccessWords();
  switch (asked.act) {
    case 'make':
      return <MakeKeyForm onClose={onClose} act={(body) => send<NewKeyAnswer>('POST', 'keys', body, onMade)} />;
    case 'rotate':
      return <RotateForm of={asked.key} onMade={onMade} onClose={onClose} />;
    case 'revoke':
      return <ActForm danger title={w.revoke.replace(' …', '')} subject={asked.key.name} effect={w.effects.revoke} suggestions={w.reasons.revoke} done={w.done.revoke} onClose={onClose} act={(reason) => send('DELETE', `keys/${id(asked.key.id)}?reason=${id(reason)}`, undefined, onDone)} />;
    case 'end':
      return <ActForm danger title={w.end.replace(' …', '')} subject={asked.session.name} effect={w.effects.end} suggestions={w.reasons.end} done={w.done.end} onClose={onClose} act={(reason) => send('DELETE', `sessions/${id(asked.session.subject)}?reason=${id(reason)}`, undefined, onDone)} />;
  }
}

/** The form of what is asked, and after it the secret, if one was made. */
export function AccessDialogs({ asked, onClose, onDone }: Props) {
  const [made, setMade] = useState<NewKeyAnswer | null>(null);
  const take = (answer: NewKeyAnswer) => {
    setMade(answer);
    onDone();
  };
  return (
    <>
      {asked !== null && <AskedForm asked={asked} onMade={take} onClose={onClose} onDone={onDone} />}
      {asked === null && made !== null && <Secret made={made} onClose={() => setMade(null)} />}
    </>
  );
}
