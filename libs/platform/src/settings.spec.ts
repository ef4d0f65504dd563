import { describe, expect, it } from 'vitest';
import { isLoopback, readSettings, ROLES } from './settings.js';

const DATABASE = { WEGWEISER_DATABASE_URL: 'postgres://localhost/wegweiser' };
const errorsOf = (environment: Record<string, string | undefined>): string[] => {
  const outcome = readSettings(environment);
  return outcome.ok ? [] : outcome.errors;
};
const names = (errors: string[]): string[] => errors.map((e) => e.slice(0, e.indexOf(':'))).sort();

describe('settings', () => {
  it('needs a database and nothing else', () => {
    expect(readSettings(DATABASE)).toMatchObject({ ok: true, settings: { WEGWEISER_ROLES: [...ROLES], WEGWEISER_HTTP_HOST: '127.0.0.1', WEGWEISER_HTTP_PORT: 8080, WEGWEISER_CLOCK: 'system' } });
    expect(errorsOf({})).toEqual(['WEGWEISER_DATABASE_URL: needed by the roles archive and gateway']);
  });

  it('reads numbers and lists, and takes an empty value for none', () => {
    expect(readSettings({ ...DATABASE, WEGWEISER_HTTP_PORT: '0', WEGWEISER_LOG_LEVEL: '', WEGWEISER_ROLES: ' field , engine,archive,gateway,' })).toMatchObject({
      ok: true,
      settings: { WEGWEISER_HTTP_PORT: 0, WEGWEISER_LOG_LEVEL: 'info', WEGWEISER_ROLES: ['field', 'engine', 'archive', 'gateway'] },
    });
  });

  it('tells every error at once, each with the name of its variable', () => {
    const errors = errorsOf({
      WEGWEISER_HTTP_PORT: '99999', WEGWEISER_BROKER_URL: 'http://broker', WEGWEISER_CLOCK: 'sundial', WEGWEISER_LOCAL_PASSWORD: 'short',
      WEGWEISER_HTTP_PROT: '80', WEGWEISER_LOG_LEVEL: 'loud', WEGWEISER_JOURNAL_MAX_BYTES: 'much',
    });
    expect(names(errors)).toEqual([
      'WEGWEISER_BROKER_URL', 'WEGWEISER_CLOCK', 'WEGWEISER_DATABASE_URL', 'WEGWEISER_HTTP_PORT', 'WEGWEISER_HTTP_PROT', 'WEGWEISER_JOURNAL_MAX_BYTES', 'WEGWEISER_LOCAL_PASSWORD', 'WEGWEISER_LOG_LEVEL',
    ]);
    expect(errors).toContain('WEGWEISER_BROKER_URL: expected mqtt://, mqtts://, ws:// or wss://');
    expect(errors).toContain('WEGWEISER_HTTP_PROT: unknown setting');
  });

  it('never repeats a secret', () => {
    expect(errorsOf({ ...DATABASE, WEGWEISER_LOCAL_PASSWORD: 'hunter2' }).join()).not.toContain('hunter2');
  });

  it('looks at its own names only, and leaves the tests theirs', () => {
    expect(errorsOf({ ...DATABASE, PATH: '/bin', WEGWEISER_TEST_DATABASE_URL: 'x', OTHER: '' })).toEqual([]);
  });

  it('knows what roles that run apart need of each other', () => {
    expect(names(errorsOf({ WEGWEISER_ROLES: 'field' }))).toEqual(['WEGWEISER_INTERNAL_TOKEN']);
    expect(names(errorsOf({ WEGWEISER_ROLES: 'engine' }))).toEqual(['WEGWEISER_FIELD_URL', 'WEGWEISER_INTERNAL_TOKEN']);
    expect(names(errorsOf({ WEGWEISER_ROLES: 'archive' }))).toEqual(['WEGWEISER_DATABASE_URL', 'WEGWEISER_ENGINE_URL', 'WEGWEISER_FIELD_URL', 'WEGWEISER_INTERNAL_TOKEN']);
    expect(names(errorsOf({ WEGWEISER_ROLES: 'gateway', ...DATABASE }))).toEqual(['WEGWEISER_ENGINE_URL', 'WEGWEISER_INTERNAL_TOKEN']);
    expect(errorsOf({ WEGWEISER_ROLES: 'gateway', ...DATABASE, WEGWEISER_ENGINE_URL: 'http://engine:8080', WEGWEISER_INTERNAL_TOKEN: '0123456789abcdef' })).toEqual([]);
  });

  it('asks for what a provider of sign-ins needs', () => {
    const issuer = { ...DATABASE, WEGWEISER_OIDC_ISSUER: 'https://id.example.org' };
    expect(names(errorsOf(issuer))).toEqual(['WEGWEISER_OIDC_CLIENT_ID', 'WEGWEISER_PUBLIC_URL']);
    expect(errorsOf({ ...issuer, WEGWEISER_OIDC_CLIENT_ID: 'wegweiser', WEGWEISER_PUBLIC_URL: 'https://verkehr.example.org' })).toEqual([]);
    expect(names(errorsOf({ ...DATABASE, WEGWEISER_SESSION_KEY: 'guess' }))).toEqual(['WEGWEISER_SESSION_KEY']);
  });

  it('refuses roles that are not there, and none at all', () => {
    expect(names(errorsOf({ ...DATABASE, WEGWEISER_ROLES: 'field,coffee' }))).toEqual(['WEGWEISER_ROLES.1']);
    expect(errorsOf({ ...DATABASE, WEGWEISER_ROLES: ',' })).toHaveLength(1);
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is', (host) => expect(isLoopback(host)).toBe(true));
  it.each(['0.0.0.0', '::', '10.0.0.1', '1270.0.0.1', 'example.org', ''])('%s is not', (host) => expect(isLoopback(host)).toBe(false));
});
