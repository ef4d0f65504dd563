import type { AlarmState } from '@wegweiser/contracts';
import { messages } from '../i18n/index.js';
import { acknowledge, type Outcome } from '../state/api.js';
import { toast } from '../state/ui.js';

/** What went wrong, in words for the operator; `null` when it was the operator who stopped. */
export function faultText(outcome: Extract<Outcome, { ok: false }>): string | null {
  const m = messages();
  if (outcome.status === -1) return null;
  if (outcome.status === 0) return m.noService;
  return [m.statusTexts[outcome.status] ?? outcome.title, outcome.detail].filter((part) => part !== '').join(' ');
}

export async function acknowledgeAlarm(alarm: AlarmState): Promise<void> {
  const m = messages();
  const outcome = await acknowledge(alarm);
  if (outcome.ok) return toast('ok', m.done.acknowledged);
  const text = faultText(outcome);
  if (text !== null) toast('error', `${m.refusedBy}: ${text}`);
}
