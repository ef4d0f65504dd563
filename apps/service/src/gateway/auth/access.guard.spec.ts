import 'reflect-metadata';
import { afterEach, describe, expect, it } from 'vitest';
import { accessForTests, type TestAccess } from './testing/access-for-tests.js';
import { guardOf, request } from './testing/guard-call.js';

let who: TestAccess | undefined;
afterEach(() => who?.access.stop());

describe('how much one address may ask', () => {
  it('counts where to park apart from changes and looks, with a bound of its own', async () => {
    who = await accessForTests({ access: { limits: { changesPerMinute: 2, requestsPerMinute: 2, questionsPerMinute: 5 } } });
    const guard = guardOf(who.access);
    const ask = async (method: string, path: string, ip = '192.0.2.7'): Promise<boolean> => {
      const answered = await guard.canActivate(request({ method, path, ip })).catch((error: unknown) => error);
      if (answered === true) return true;
      expect(answered).toMatchObject({ status: 429 });
      return false;
    };
    const outcomes = [];
    for (let i = 0; i < 6; i += 1) outcomes.push(await ask('POST', '/api/v1/guidance'));
    expect(outcomes).toEqual([true, true, true, true, true, false]);
    expect(await ask('POST', '/api/v1/guidance', '192.0.2.8')).toBe(true);
    expect([await ask('POST', '/api/v1/push/subscriptions'), await ask('DELETE', '/api/v1/push/subscriptions'), await ask('POST', '/api/v1/push/subscriptions')]).toEqual([true, true, false]);
    expect([await ask('GET', '/'), await ask('GET', '/'), await ask('GET', '/')]).toEqual([true, true, false]);
  });
});
