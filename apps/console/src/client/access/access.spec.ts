import { KeyRequest } from '@wegweiser/contracts/access';
import { describe, expect, it } from 'vitest';
import { wordPaths } from '../i18n/testing/word-paths.js';
import { ACCESS_WORDS } from './catalogue.js';
import { keyRequest, NEW_KEY, standingOf } from './key-request.js';

const NOW = Date.UTC(2026, 10, 22);
const ask = (form: Partial<typeof NEW_KEY>) => keyRequest({ ...NEW_KEY, name: ' Tafel ', ...form }, 'Neues Schild', NOW);

describe('keys', () => {
  it('are asked for as the service takes them, and not while something is missing', () => {
    const forms = [{ signId: 's1' }, { kind: 'partner', objects: ['facilities', 'junctions'], days: 30 }, { kind: 'machine' }, { kind: 'machine', areas: ['nord'] }] as const;
    for (const form of forms) expect(KeyRequest.parse(ask(form as never))).toEqual(ask(form as never));
    expect(ask({ signId: 's1' })).toEqual({ kind: 'sign', name: 'Tafel', signId: 's1', reason: 'Neues Schild', expiresAtMs: null });
    expect(ask({ kind: 'partner', objects: ['links'], days: 30 })).toMatchObject({ objects: ['links'], expiresAtMs: NOW + 30 * 86_400_000 });
    expect([ask({ kind: 'machine' }), ask({ kind: 'machine', areas: ['nord'] })]).toMatchObject([{ areas: '*' }, { areas: ['nord'] }]);
    expect([ask({}), ask({ name: ' x ', signId: 's1' }), ask({ kind: 'partner' })]).toEqual([null, null, null]);
  });
  it('stand as they are: in force, expired, revoked', () => {
    expect([standingOf({ revokedAtMs: null, expiresAtMs: null }, NOW), standingOf({ revokedAtMs: null, expiresAtMs: NOW }, NOW), standingOf({ revokedAtMs: 1, expiresAtMs: NOW + 1 }, NOW)]).toEqual(['inForce', 'expired', 'revoked']);
  });
  it('have their words in both languages', () => {
    expect(wordPaths(ACCESS_WORDS.en).toSorted()).toEqual(wordPaths(ACCESS_WORDS.de).toSorted());
  });
});
