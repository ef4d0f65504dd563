import { useMessages } from '../i18n/index.js';
import { openDialog, ui, useUi } from '../state/ui.js';
import { Dialog } from '../ui/dialog.js';

export function HelpDialog() {
  const m = useMessages();
  const on = useUi((s) => s.shortcuts);
  const keys: readonly (readonly [string, string])[] = [
    ['1 – 7', m.keys.tabs], ['/', m.keys.filter], ['↑ ↓', m.keys.move], ['Enter', m.keys.open], ['Esc', m.keys.esc], ['N', m.keys.next], ['A', m.keys.ack], ['E', m.keys.act],
    ['L', m.keys.list], ['D', m.keys.detail], ['Z', m.keys.undo], ['F', m.keys.fit], ['T', m.keys.theme], ['S', m.keys.lang], ['?', m.keys.help],
  ];
  return (
    <Dialog wide title={m.dialogs.help} onClose={() => openDialog(null, null)}>
      <h3>{m.helpText.keys}</h3>
      <label class="switch"><input type="checkbox" checked={on} onChange={(e) => ui.set({ shortcuts: e.currentTarget.checked })} /><span>{m.helpText.keysOn}</span></label>
      <dl class="keys">
        {keys.map(([key, text]) => <div key={key}><dt>{key.split(' ').map((k) => (k === '–' ? ' – ' : <kbd key={k}>{k}</kbd>))}</dt><dd>{text}</dd></div>)}
      </dl>
      <h3>{m.helpText.about}</h3>
      <p>{m.helpText.aboutText}</p>
    </Dialog>
  );
}
