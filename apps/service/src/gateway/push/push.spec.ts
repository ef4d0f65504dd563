import 'reflect-metadata';
import { createECDH, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { City, type FacilityState, type PushWish } from '@wegweiser/contracts';
import { Metrics } from '@wegweiser/platform';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import webPush from 'web-push';
import { aTown, T0 } from '../../engine/testing/town.js';
import { LiveFeed } from '../../live/live-feed.js';
import { isPushService, PUSH_MS, PushBook } from './push-book.js';
import { PushService } from './push.service.js';
import { vapidKeys } from './vapid.js';

const city = City.parse(aTown());
const [first, second] = city.facilities;
const aBrowser = (name: string): PushWish['subscription'] => {
  const ecdh = createECDH('prime256v1');
  return { endpoint: `https://fcm.googleapis.com/fcm/send/${name}`, keys: { p256dh: ecdh.generateKeys('base64url'), auth: randomBytes(16).toString('base64url') } };
};
const wish = (name: string, edit: Partial<PushWish> = {}): PushWish => ({ subscription: aBrowser(name), facilityId: first!.id, audience: 'shortStay', heightM: null, lang: 'de', ...edit });

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'push-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true });
});

describe('push services', () => {
  it.each(['https://fcm.googleapis.com/fcm/send/x', 'https://updates.push.services.mozilla.com/wpush/v2/x', 'https://web.push.apple.com/x', 'https://wns2-db5p.notify.windows.com/w/?token=x'])('%s is one', (endpoint) => expect(isPushService(endpoint)).toBe(true));
  it.each(['http://fcm.googleapis.com/x', 'https://fcm.googleapis.com.evil.example/x', 'https://fcm.googleapis.com:8443/x', 'https://a@fcm.googleapis.com/x', 'https://127.0.0.1/x', 'https://evil-push.apple.com.example/x', 'https://notpush.apple.com/x', 'nonsense'])('%s is none', (endpoint) => expect(isPushService(endpoint)).toBe(false));
});

describe('push book', () => {
  const told = () => ({ title: 't', body: 'b', path: '/', lang: 'de' as const });
  it('keeps one wish a browser, and forgets it when told, ended or over', () => {
    const book = new PushBook();
    const one = wish('a');
    expect(book.keep(one, 0)).toEqual({ ok: true, untilMs: PUSH_MS });
    book.keep({ ...one, facilityId: second!.id }, 0);
    expect(book.size).toBe(1);
    expect(book.takeLost(new Set([first!.id]), 1, told)).toEqual([]);
    expect(book.takeLost(new Set([second!.id]), 1, () => null)).toEqual([]);
    expect(book.takeLost(new Set([second!.id]), 1, told)).toHaveLength(1);
    expect(book.size).toBe(0);
    book.keep(one, 0);
    book.end(one.subscription.endpoint);
    book.keep(wish('b'), 0);
    book.forgetOver(PUSH_MS - 1);
    expect(book.size).toBe(1);
    book.forgetOver(PUSH_MS);
    expect(book.size).toBe(0);
  });
  it('does not call strangers', () => expect(new PushBook().keep(wish('a', { subscription: { ...aBrowser('a'), endpoint: 'https://10.0.0.1/x' } }), 0)).toEqual({ ok: false, why: 'foreign' }));
});

describe('key pair', () => {
  it('is made once and kept for its owner alone', async () => {
    const keys = await vapidKeys(dir);
    expect(await vapidKeys(dir)).toEqual(keys);
    expect(statSync(join(dir, 'push/vapid.json')).mode & 0o777).toBe(0o600);
  });
});

describe('push service', () => {
  const state = (id: string, edit: Partial<FacilityState> = {}): FacilityState => {
    const capacity = city.facilities.find((one) => one.id === id)!.capacity;
    const base: FacilityState = { id, status: 'spacesAvailable', capacity, vacant: 20, quality: 'measured', measuredAtMs: T0, trend: 'steady', audiences: [], nextOpeningChange: null, rezeroProposal: null, notes: [], ...edit };
    return { ...base, audiences: [{ id: 'shortStay', capacity, vacant: base.vacant, occupied: null, status: base.status, raw: null, reasons: [], quality: base.quality, measuredAtMs: base.measuredAtMs, trend: base.trend }] };
  };
  /** What guidance advises: garages by distance, unless a test says otherwise. */
  const start = (settings: Record<string, string> = {}, advised: readonly string[] = []) => {
    const asked: unknown[] = [];
    const ranking = { rank: (question: unknown) => (asked.push(question), { atMs: T0, targets: advised.map((facilityId) => ({ facilityId })) }) };
    const states = new Map(city.facilities.map(({ id }) => [id, state(id)]));
    const feed = new LiveFeed((error) => {
      throw error;
    });
    const service = new PushService(city, { list: () => [...states.values()] } as never, { now: () => T0 } as never, { WEGWEISER_HTTP_HOST: '127.0.0.1', WEGWEISER_DATA_DIR: dir, ...settings } as never, pino({ level: 'silent' }), ranking as never, feed, new Metrics(false));
    const set = (value: FacilityState): void => {
      states.set(value.id, value);
      feed.announce([{ collection: 'facilities', from: 1, version: 2, changed: [value], removed: [] } as never]);
    };
    return { service, set, asked };
  };

  it('tells once that the target is full, with the next best, and forgets', async () => {
    const send = vi.spyOn(webPush, 'sendNotification').mockResolvedValue({ statusCode: 201, body: '', headers: {} });
    const { service, set } = start();
    const one = wish('a');
    expect(service.follow(one).ok).toBe(true);
    set(state(first!.id, { vacant: 5, status: 'almostFull' }));
    expect(send).not.toHaveBeenCalled();
    set(state(first!.id, { vacant: 0, status: 'full' }));
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    const [target, payload, options] = send.mock.calls[0]!;
    expect(target).toEqual(one.subscription);
    expect(JSON.parse(String(payload))).toEqual({ title: `Ihr Ziel ${first!.name}: voll.`, body: expect.stringMatching(/^Nächstbeste Wahl: .+, 20 Plätze frei\.$/), path: expect.stringMatching(/^\/\?follow=[\w-]+&lang=de$/), lang: 'de' });
    // What goes over the wire is encrypted for that browser and signed by us.
    const wire = webPush.generateRequestDetails(target, String(payload), options);
    expect(wire.headers).toMatchObject({ 'Content-Encoding': 'aes128gcm', TTL: 600, Authorization: expect.stringMatching(/^vapid t=/) });
    expect(String(wire.body)).not.toContain(first!.name);
    set(state(first!.id, { vacant: 0, status: 'full' }));
    expect([send.mock.calls.length, service.book.size]).toEqual([1, 0]);
  });
  it('offers what guidance advises, asked once for many who need the same, and only when the target is lost', async () => {
    const send = vi.spyOn(webPush, 'sendNotification').mockResolvedValue({ statusCode: 201, body: '', headers: {} });
    const last = city.facilities.at(-1)!;
    const { service, set, asked } = start({}, [first!.id, 'nowhere', last.id]);
    for (const name of ['a', 'b', 'c']) service.follow(wish(name));
    expect(asked).toEqual([]);
    set(state(first!.id, { vacant: 0, status: 'full' }));
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(3));
    for (const [, payload] of send.mock.calls) expect(String(payload)).toContain(`follow=${last.id}`);
    expect(asked).toEqual([{ lon: first!.position[0], lat: first!.position[1], audience: 'shortStay' }]);
  });
  it('tells at once what is full already', async () => {
    const send = vi.spyOn(webPush, 'sendNotification').mockResolvedValue({ statusCode: 201, body: '', headers: {} });
    const { service, set } = start();
    set(state(first!.id, { vacant: null, status: 'closed' }));
    service.follow(wish('a', { lang: 'en' }));
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    expect(String(send.mock.calls[0]![1])).toContain('closed');
  });
  it('is offered only where somebody answers for it', async () => {
    expect(await start().service.key()).toMatch(/^[\w-]{86,88}$/);
    expect(await start({ WEGWEISER_HTTP_HOST: '0.0.0.0' }).service.key()).toBeNull();
    expect(await start({ WEGWEISER_HTTP_HOST: '0.0.0.0', WEGWEISER_PUSH_CONTACT: 'mailto:parken@example.org' }).service.key()).not.toBeNull();
  });
});
