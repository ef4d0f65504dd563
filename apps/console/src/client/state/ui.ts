import { createStore, useStore } from './store.js';
import { COLLECTIONS, past } from './live.js';
import { leavePage } from '../look-back/route.js';
import type { CollectionName } from './collections.js';

export type Lang = 'de' | 'en';
export type Theme = 'dark' | 'light';
export interface Selection {
  kind: CollectionName;
  id: string;
}
export type DialogName = 'help' | 'operator' | 'lockSign' | 'unlockSign' | 'closeFacility' | 'openFacility' | 'capacity' | 'setOccupied' | 'rezero' | 'declineRezero' | 'accept' | 'reject' | 'automaticOn' | 'automaticOff' | 'log' | 'startPlan' | 'stopPlan' | 'dismissPlan';
export interface Toast {
  id: number;
  kind: 'ok' | 'error';
  text: string;
  /** Takes the act back that the note is about. */
  undo?: (() => void) | undefined;
}
export interface Ui {
  tab: CollectionName;
  selected: Selection | null;
  filter: string;
  /** Only things that want attention. */
  onlyTrouble: boolean;
  lang: Lang;
  theme: Theme;
  dialog: DialogName | null;
  /** A form that waits under the question who acts. */
  under: DialogName | null;
  /** What the dialog acts on. */
  target: Selection | null;
  /** Single-key shortcuts can be switched off (WCAG 2.1.4). */
  shortcuts: boolean;
  /** What a narrow screen shows. */
  pane: 'list' | 'map';
  toast: Toast | null;
}

function stored<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  try {
    return allowed.find((value) => value === localStorage.getItem(`wegweiser.${key}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`wegweiser.${key}`, value);
  } catch {
    // Private windows may refuse: the choice then lasts as long as the page.
  }
}

export const ui = createStore<Ui>({
  tab: 'alarms',
  selected: null,
  filter: '',
  onlyTrouble: false,
  lang: stored('lang', ['de', 'en'], navigator.language.startsWith('en') ? 'en' : 'de'),
  theme: stored('theme', ['dark', 'light'], 'dark'),
  dialog: null,
  under: null,
  target: null,
  shortcuts: stored('shortcuts', ['on', 'off'], 'on') === 'on',
  pane: 'list',
  toast: null,
});
export const useUi = <S>(pick: (state: Ui) => S): S => useStore(ui, pick);

let toasts = 0;
export function toast(kind: Toast['kind'], text: string, undo?: () => void): void {
  toasts += 1;
  const id = toasts;
  ui.set({ toast: { id, kind, text, undo } });
  setTimeout(() => {
    if (ui.get().toast?.id === id) ui.set({ toast: null });
  }, undo !== undefined ? 20_000 : kind === 'ok' ? 6000 : 12_000);
}

export function select(selected: Selection | null): void {
  if (selected !== null) leavePage();
  ui.set({ selected });
}
export function openTab(tab: CollectionName): void {
  leavePage();
  ui.set({ tab, pane: 'list', filter: '', onlyTrouble: false });
}
/** What may be opened while a past day is looked at: nothing that acts. */
const HARMLESS: readonly (DialogName | null)[] = [null, 'help', 'operator', 'log'];
export function openDialog(dialog: DialogName | null, target: Selection | null = ui.get().target): void {
  if (past.get().nowMs === null || HARMLESS.includes(dialog)) ui.set({ dialog, target });
}
export const setLang = (lang: Lang): void => ui.set({ lang });
export const setTheme = (theme: Theme): void => ui.set({ theme });

/** `#/signs` or `#/signs/junctions/schillerstrasse`: list, and what is selected; so views can be linked and walked back. */
const hashOf = ({ tab, selected }: Ui): string => `#/${tab}${selected === null ? '' : `/${selected.kind}/${encodeURIComponent(selected.id)}`}`;

export function parseHash(hash: string): { tab: CollectionName; selected: Selection | null } | null {
  const [tab, kind, id] = hash.replace(/^#\//, '').split('/');
  const known = (name: string | undefined): CollectionName | undefined => COLLECTIONS.find((c) => c === name);
  const list = known(tab);
  if (list === undefined) return null;
  const of = known(kind);
  return { tab: list, selected: of === undefined || id === undefined ? null : { kind: of, id: decodeURIComponent(id) } };
}

export function startUi(): void {
  const read = () => {
    const there = parseHash(location.hash);
    if (there !== null) ui.set(there);
  };
  read();
  addEventListener('hashchange', read);
  let last = ui.get();
  const write = () => {
    const now = ui.get();
    const { lang, theme } = now;
    document.documentElement.lang = lang;
    document.documentElement.dataset['theme'] = theme;
    if (hashOf(now) !== location.hash && (now.selected !== last.selected || now.tab !== last.tab)) history.pushState(null, '', hashOf(now));
    if (lang !== last.lang) keep('lang', lang);
    if (theme !== last.theme) keep('theme', theme);
    if (now.shortcuts !== last.shortcuts) keep('shortcuts', now.shortcuts ? 'on' : 'off');
    last = now;
  };
  write();
  ui.subscribe(write);
}
