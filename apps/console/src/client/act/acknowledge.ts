import type { AlarmState, Change } from '@wegweiser/contracts';
import { messages, personText, timeText } from '../i18n/index.js';
import { acknowledge, acknowledgeAll, undo, type Outcome } from '../state/api.js';
import { toast } from '../state/ui.js';

/** What went wrong, in words for the operator; `null` when it was the operator who stopped. */
export function faultText(outcome: Extract<Outcome, { ok: false }>): string | null {
  const m = messages();
  if (outcome.status === -1) return null;
  if (outcome.status === 0) return m.noService;
  if (outcome.changes !== undefined && outcome.changes.length > 0) return [m.statusTexts[412], ...outcome.changes.map(changeText), m.lookAgain].join(' ');
  return [m.statusTexts[outcome.status] ?? outcome.title, outcome.detail].filter((part) => part !== '').join(' ');
}

type Undoable = Parameters<typeof undo>[0];
/** What an act was about. */
export interface ActedOn {
  /** What is done to a junction cannot be taken back: its controller has acted. */
  kind: Undoable['kind'] | 'junctions';
  id: string;
}
const isUndoable = (of: ActedOn): of is Undoable => of.kind !== 'junctions';

/** `17:03 Eva Größ: Schild gesperrt („Umleitung“).` */
function changeText({ atMs, by, action, reason }: Change): string {
  const m = messages();
  const quoted = reason === '' || by === 'rule' ? '' : ` („${reason}“)`;
  return `${timeText(atMs, 'timeWithSeconds')} ${personText(by)}: ${m.actions[action] ?? action}${quoted}.`;
}

/** Says that an act was done, and offers to take it back as long as that can be. */
export function sayDone(text: string, outcome: Extract<Outcome, { ok: true }>, of: ActedOn | undefined): void {
  const act = outcome.undo;
  toast('ok', text, act === undefined || of === undefined || !isUndoable(of) ? undefined : () => void takeBack(of, act.commandId));
}

async function takeBack(of: Undoable, commandId: string): Promise<void> {
  const m = messages();
  const outcome = await undo(of, commandId);
  if (outcome.ok) return toast('ok', m.done.undone);
  const text = faultText(outcome);
  if (text !== null) toast('error', `${m.refusedBy}: ${text}`);
}

/** All that wait in a group, as they stand in the list now. */
export async function acknowledgeGroup(alarms: readonly AlarmState[]): Promise<void> {
  const m = messages();
  const outcome = await acknowledgeAll(alarms);
  if (outcome.ok) return toast('ok', m.done.acknowledgedAll(alarms.length));
  const text = faultText(outcome);
  if (text !== null) toast('error', `${m.refusedBy}: ${text}`);
}

export async function acknowledgeAlarm(alarm: AlarmState): Promise<void> {
  const m = messages();
  const outcome = await acknowledge(alarm);
  if (outcome.ok) return toast('ok', m.done.acknowledged);
  const text = faultText(outcome);
  if (text !== null) toast('error', `${m.refusedBy}: ${text}`);
}
