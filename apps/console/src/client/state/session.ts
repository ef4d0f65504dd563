import type { SessionAnswer } from '@wegweiser/contracts/access';
import { reconnectLive } from './live.js';
import { createStore } from './store.js';
import { ui } from './ui.js';

interface Session {
  /** `null` until the service has answered once. */
  who: SessionAnswer | null;
  /** There was a session on this page, and it is over. */
  ended: boolean;
  /** What the service said when it turned the last try down. */
  refused: string | null;
}
/** Who sits at this page, as the service sees it. The session itself is a cookie that no script can read. */
export const session = createStore<Session>({ who: null, ended: false, refused: null });

export const isSignedIn = (): boolean => roleOf(session.get().who) !== null;
export const csrfHeader = (): Record<string, string> => {
  const csrf = session.get().who?.csrf ?? null;
  return csrf === null ? {} : { 'x-wegweiser-csrf': csrf };
};

const roleOf = (who: SessionAnswer | null): string | null => (who === null ? null : who.role);
const nameOf = (who: SessionAnswer | null): string | null => (who === null ? null : who.name);

function take(who: SessionAnswer): void {
  const before = session.get();
  const isOver = before.ended || who.ended || nameOf(before.who) !== null;
  session.set({ who, ended: who.role === null && isOver, ...(who.role !== null && { refused: null }) });
  // A socket is who it was when it connected.
  if (before.who !== null && (before.who.party !== who.party || before.who.name !== who.name)) reconnectLive();
  if (who.role !== null && roleOf(before.who) === null) answered(true);
}

/** Asks the service. `active`: somebody is really there, so the session lives on. */
export async function loadSession(active = false): Promise<void> {
  try {
    const response = await fetch(`/api/v1/session${active ? '?active=1' : ''}`, { headers: { accept: 'application/json' } });
    if (response.ok) take((await response.json()) as SessionAnswer);
  } catch {
    // The banner says that the service is away.
  }
}

/** With the built-in account; `null` when it worked, else why not. */
export async function signIn(name: string, password: string): Promise<string | null> {
  try {
    const response = await fetch('/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password }) });
    const body = (await response.json()) as SessionAnswer & { detail?: string };
    if (!response.ok) return body.detail ?? response.statusText;
    take(body);
    return null;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

export async function signOut(): Promise<void> {
  await fetch('/api/v1/session', { method: 'DELETE', headers: csrfHeader() }).catch(() => undefined);
  await loadSession();
  session.set({ ended: false });
}

let waiting: ((known: boolean) => void)[] = [];

function answered(known: boolean): void {
  const all = waiting;
  waiting = [];
  if (ui.get().dialog === 'operator') ui.set({ dialog: ui.get().under, under: null });
  for (const go of all) go(known);
}
/** The dialog was closed without signing in. */
export const cancelSignIn = (): void => answered(false);

/** Puts the question over whatever is open; that dialog comes back afterwards, with what was typed. */
export function askToSignIn(refused: string | null = null): Promise<boolean> {
  const { dialog } = ui.get();
  session.set({ refused });
  if (dialog !== 'operator') ui.set({ dialog: 'operator', under: dialog });
  return new Promise<boolean>((resolve) => waiting.push(resolve));
}

const LOOK_EVERY_MS = 30_000;
const SAY_EVERY_MS = 60_000;

/** Asks now and then whether the session still stands, and says that somebody is there while keys and pointer move. */
export function startSession(): void {
  let saidAt = performance.now();
  void loadSession(true);
  setInterval(() => void loadSession(), LOOK_EVERY_MS);
  addEventListener('focus', () => void loadSession());
  const alive = () => {
    if (!isSignedIn() || performance.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = performance.now();
    void loadSession(true);
  };
  for (const event of ['pointerdown', 'keydown', 'wheel'] as const) addEventListener(event, alive, { passive: true });
}
