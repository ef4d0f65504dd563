import type { WhatIfAnswer } from '@wegweiser/contracts';
import { useState } from 'preact/hooks';
import { sendAsOperator, type Answer } from '../state/api.js';
import { useCity } from '../state/city.js';
import { Section } from '../ui/parts.js';
import { Refused } from '../look-back/refused.js';
import { useWords } from '../look-back/words.js';
import { WhatIfFields } from './form.js';
import { requestOf, type WhatIfForm } from './request.js';
import { WhatIfResult } from './result.js';

const NOTHING_RECORDED = 409;

/** Looking ahead of a decision; nothing here reaches the street. */
export function WhatIfPage() {
  const w = useWords();
  const { city } = useCity();
  const [answer, setAnswer] = useState<Answer<WhatIfAnswer> | null>(null);
  const [asked, setAsked] = useState(0);
  const [busy, setBusy] = useState(false);
  const ask = async (form: WhatIfForm) => {
    setBusy(true);
    const placeOf = (id: string) => [...city.places, ...city.facilities].find((p) => p.id === id)?.position;
    setAnswer(await sendAsOperator<WhatIfAnswer>('POST', 'what-if', requestOf(form, placeOf)));
    setAsked((n) => n + 1);
    setBusy(false);
  };
  return (
    <>
      <header class="lb-head"><h2>{w.whatIf}</h2></header>
      <section class="lb-view" aria-label={w.whatIf}>
        <Section title={w.whatIfTitle}>
          <p class="row-dim">{w.whatIfHint}</p>
          <WhatIfFields onAsk={(form) => void ask(form)} busy={busy} />
        </Section>
        {answer?.ok === false && answer.status !== -1 && <Refused answer={answer} known={{ [NOTHING_RECORDED]: w.whatIfEmpty }} />}
        {answer?.ok === true && <WhatIfResult key={asked} answer={answer.value} />}
      </section>
    </>
  );
}
