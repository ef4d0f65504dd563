import { formatTime } from '@wegweiser/web-kit';
import { byId } from './dom.js';
import type { PageModel } from './model.js';

const API = '/api/v1/push/';

const send = (method: 'POST' | 'DELETE', body: unknown): Promise<Response> => fetch(`${API}subscriptions`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const publicKey = async (): Promise<string | null> => {
  const answer = await fetch(`${API}key`);
  return answer.ok ? ((await answer.json()) as { key: string | null }).key : null;
};

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

/** Asks the browser for a subscription and the service to use it once; gives the time until which it holds. */
const subscribe = async (model: PageModel, worker: ServiceWorkerRegistration): Promise<number | null> => {
  const key = await publicKey();
  if (key === null) return null;
  const subscription = (await worker.pushManager.getSubscription()) ?? (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }));
  const { endpoint, keys } = subscription.toJSON();
  const { follow, audience, heightM, lang } = model.query;
  const answer = await send('POST', { subscription: { endpoint, keys }, facilityId: follow, audience, heightM, lang });
  return answer.ok ? ((await answer.json()) as { untilMs: number }).untilMs : null;
};

const end = async (worker: ServiceWorkerRegistration): Promise<void> => {
  const subscription = await worker.pushManager.getSubscription();
  if (subscription === null) return;
  await subscription.unsubscribe();
  await send('DELETE', { endpoint: subscription.endpoint });
};

const isPossible = (): boolean => 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;

/**
 * "Tell me when this page is closed, too": offered while a target is followed, asked of the browser only on a click. Once
 * allowed it goes with the driver to the next target; without a target nothing is kept, neither here nor there.
 */
export const offerPush = async (model: PageModel): Promise<void> => {
  if (!isPossible()) return;
  const worker = await navigator.serviceWorker.ready;
  if (model.query.follow === null) return end(worker);
  const box = byId('push');
  const button = box?.querySelector('button');
  const hint = byId('push-hint');
  if (box === null || button === null || button === undefined || hint === null || (await publicKey()) === null) return;
  const { m, lang, timeZone } = model.context();
  const say = (isOn: boolean, text: string): void => {
    button.setAttribute('aria-pressed', String(isOn));
    const label = button.querySelector('span');
    if (label !== null) label.textContent = isOn ? m.pushOff : m.push;
    hint.textContent = text;
  };
  const start = async (): Promise<void> => {
    const untilMs = await subscribe(model, worker).catch(() => null);
    say(untilMs !== null, untilMs === null ? m.pushFailed : m.pushOn(formatTime(untilMs, { timeZone, lang })));
  };
  const toggle = async (): Promise<void> => {
    if (button.getAttribute('aria-pressed') === 'true') {
      await end(worker);
      say(false, m.pushPrivacy);
    } else if ((await Notification.requestPermission()) === 'granted') await start();
    else say(false, m.pushFailed);
  };
  box.hidden = false;
  button.addEventListener('click', () => void toggle());
  if (Notification.permission === 'granted' && (await worker.pushManager.getSubscription()) !== null) await start();
};
