import type { SignConfig, WhatIfAnswer } from '@wegweiser/contracts';
import { useState } from 'preact/hooks';
import { SignFace, type FaceContent } from '../detail/sign-face.js';
import { useCity } from '../state/city.js';
import { Section } from '../ui/parts.js';
import { quarterText } from '../look-back/local-time.js';
import { useWords } from '../look-back/words.js';
import { mostTelling, signsThatDiffer } from './summary.js';

const MOST = 24;

export function contentOf(config: SignConfig, text: string): FaceContent {
  if (config.type === 'freeText') return { multi: text };
  const rows = text.split(' | ');
  return { rows: new Map(config.rows.map((row, n) => [row.id, rows[n] ?? ''])) };
}

/** Signs as they would be, drawn as the sign shows it, beside what they say usually. */
export function SignThen({ answer }: { answer: WhatIfAnswer }) {
  const w = useWords();
  const index = useCity();
  const [quarter, setQuarter] = useState(() => mostTelling(answer.signs));
  const differing = signsThatDiffer(answer.signs, quarter);
  return (
    <Section title={w.signsAt}>
      <label class="plot-cursor">
        <span>{w.moment}: <strong>{quarterText(quarter)}</strong></span>
        <input type="range" min={0} max={95} value={quarter} aria-valuetext={quarterText(quarter)} onInput={(e) => setQuarter(Number(e.currentTarget.value))} />
      </label>
      {differing.length === 0 && <p class="row-dim">{w.noSignChange}</p>}
      <ul class="sign-pairs">
        {differing.slice(0, MOST).map(({ id, base, predicted }) => {
          const config = index.signs.get(id);
          return config === undefined ? null : (
            <li key={id}>
              <h4>{config.name}</h4>
              <div class="sign-pair">
                <div><p class="row-dim">{w.usual}</p><SignFace sign={config} content={contentOf(config, base)} /></div>
                <div><p class="row-dim">{w.thenWord}</p><SignFace sign={config} content={contentOf(config, predicted)} /></div>
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
