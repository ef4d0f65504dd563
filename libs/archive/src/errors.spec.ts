import { expect, it } from 'vitest';
import { Archive } from './archive.js';
import { ArchiveError, isBadData, isUniqueViolation, toArchiveError } from './errors.js';

const coded = (code: string) => Object.assign(new Error(code), { code });

it.each([
  ['ECONNREFUSED', 'unavailable'],
  ['ENOENT', 'unavailable'],
  ['57P01', 'unavailable'],
  ['08006', 'unavailable'],
  ['53100', 'unavailable'],
  ['40P01', 'unavailable'],
  ['25006', 'unavailable'],
  ['3D000', 'unavailable'],
  ['22003', 'rejected'],
  ['23505', 'rejected'],
  ['42P01', 'fault'],
  ['0A000', 'fault'],
] as const)('takes %s for %s', (code, expected) => {
  expect(toArchiveError(coded(code))).toMatchObject({ code: expected, sqlState: code });
});

it('takes a lost connection for unavailable, and leaves its own errors alone', () => {
  expect(toArchiveError(new Error('Connection terminated unexpectedly')).code).toBe('unavailable');
  expect(toArchiveError('text')).toMatchObject({ code: 'unavailable', message: 'text' });
  const own = new ArchiveError('fault', 'x');
  expect(toArchiveError(own)).toBe(own);
  expect([isBadData(coded('22021')), isBadData(coded('57P01')), isBadData(null)]).toEqual([true, false, false]);
  expect([isUniqueViolation(coded('23505')), isUniqueViolation(coded('23503'))]).toEqual([true, false]);
});

it('says unavailable when there is no server', async () => {
  await expect(Archive.open({ connection: { host: '/nowhere' }, now: () => 0 })).rejects.toMatchObject({ name: 'ArchiveError', code: 'unavailable' });
  await expect(Archive.open({ connection: { host: '/nowhere' }, now: () => 0, schema: 'a"b' })).rejects.toThrow(/schema name/);
});
