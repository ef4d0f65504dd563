import { useMessages } from '../i18n/index.js';
import type { Answer } from '../state/api.js';

/** Why a list could not be had. */
export function Fault({ answer }: { answer: Extract<Answer<unknown>, { ok: false }> }) {
  const m = useMessages();
  return <p class="row-dim">{m.historyFailed(answer.status === 0 ? m.noService : answer.detail || answer.title)}</p>;
}
