import { compareAlarms, isOpen, isWaiting } from './state/assess.js';
import { acknowledgeAlarm } from './act/acknowledge.js';
import { COLLECTIONS, collection } from './state/live.js';
import { openDialog, openTab, select, setLang, setTheme, ui, type DialogName } from './state/ui.js';
import { fitCity } from './map/camera.js';
import type { CollectionName } from './state/collections.js';

const focus = (id: string): void => document.getElementById(id)?.focus();

function nextAlarm(): void {
  const waiting = [...collection('alarms').values()].filter(isWaiting).sort(compareAlarms);
  const { selected } = ui.get();
  const at = waiting.findIndex((a) => selected?.kind === 'alarms' && a.id === selected.id);
  const next = waiting[(at + 1) % Math.max(1, waiting.length)];
  if (next === undefined) return;
  openTab('alarms');
  select({ kind: 'alarms', id: next.id });
}

function acknowledgeSelected(): void {
  const { selected } = ui.get();
  const alarm = selected?.kind === 'alarms' ? collection('alarms').get(selected.id) : undefined;
  if (alarm !== undefined && alarm.acknowledgedBy === null) void acknowledgeAlarm(alarm);
}

/** The first thing one may want to do with what is selected. */
function firstAct(): void {
  const { selected } = ui.get();
  const dialog = selected === null ? undefined : FIRST_ACTS[selected.kind]?.(selected.id);
  if (dialog === undefined) return acknowledgeSelected();
  if (dialog !== null) openDialog(dialog, selected);
}

const decision = (of: Parameters<typeof isOpen>[0] | undefined): DialogName | null => (of !== undefined && isOpen(of) ? 'accept' : null);

/** `null`: nothing can be done now. */
const FIRST_ACTS: Readonly<Partial<Record<CollectionName, (id: string) => DialogName | null>>> = {
  signs: () => 'lockSign',
  facilities: (id) => (collection('facilities').get(id)?.rezeroProposal ? 'rezero' : 'closeFacility'),
  plans: (id) => (collection('plans').get(id)?.state === 'running' ? 'stopPlan' : 'startPlan'),
  junctions: (id) => decision(collection('junctions').get(id)),
  corridors: (id) => decision(collection('corridors').get(id)),
};

const KEYS: Readonly<Record<string, () => void>> = {
  '?': () => openDialog('help'),
  '/': () => focus('filter'),
  n: nextAlarm,
  a: acknowledgeSelected,
  e: firstAct,
  l: () => {
    ui.set({ pane: 'list' });
    document.querySelector<HTMLElement>('[data-list] button[tabindex="0"]')?.focus();
  },
  d: () => focus('detail'),
  f: fitCity,
  z: () => ui.get().toast?.undo?.(),
  t: () => setTheme(ui.get().theme === 'dark' ? 'light' : 'dark'),
  s: () => setLang(ui.get().lang === 'de' ? 'en' : 'de'),
};

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Escape works always: it is no letter that speech input could hit. */
function onEscape(target: EventTarget | null): void {
  if (isTyping(target)) (target as HTMLElement).blur();
  else select(null);
}

function actOf(key: string): (() => void) | undefined {
  const tab = /^[1-9]$/.test(key) ? COLLECTIONS[Number(key) - 1] : undefined;
  return tab === undefined ? KEYS[key] : () => openTab(tab);
}

function onKey(event: KeyboardEvent): void {
  const { dialog, shortcuts } = ui.get();
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || dialog !== null) return;
  if (event.key === 'Escape') return onEscape(event.target);
  const act = shortcuts && !isTyping(event.target) ? actOf(event.key) : undefined;
  if (act === undefined) return;
  event.preventDefault();
  act();
}

export function startKeys(): () => void {
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}
