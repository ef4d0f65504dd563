import { useMessages } from '../i18n/index.js';
import type { Answer } from '../state/api.js';
import { useWords } from './words.js';

/** Why nothing can be shown; `known` says it in the reader's language for the statuses that a page expects. */
export function Refused({ answer, known = {} }: { answer: Extract<Answer<unknown>, { ok: false }>; known?: Record<number, string> }) {
  const w = useWords();
  const m = useMessages();
  const why = answer.status === 0 ? m.noService : answer.detail || answer.title;
  return <p class="form-refused" role="alert">{known[answer.status] ?? w.failed(why)}</p>;
}
