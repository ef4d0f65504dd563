import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assert } from '../../_shared/testing/builders.js';
import { CODECS, CODEC_NAMES } from './index.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const main = (values: Record<string, unknown>) => ({ kind: 'frame', channels: { main: { status: 'ok', values } } });

describe('bosch-tps110', () => {
  const { decode } = CODECS['bosch-tps110'];
  it.each([
    [1, '00', false],
    [1, '01', true],
    [2, '01 15', true],
    [3, '000102030405060708090a0b 001703 02 00', false],
    [3, '000102030405060708090a0b 001703 02 01', true],
    [3, '000102030405060708090a0b 001703 02 fe', false],
  ])('port %i, %s: occupied %s', (port, hex, occupied) => expect(decode(port, bytes(hex))).toEqual(main({ occupied })));
  it.each([4, 5, 6, 7])('port %i holds no state', (port) => expect(decode(port, bytes('00'))).toEqual({ kind: 'none' }));
  it.each([
    [1, ''],
    [1, '02'],
    [3, '0001'],
    [9, '01'],
  ])('port %i with [%s] is bad', (port, hex) => expect(decode(port, bytes(hex)).kind).toBe('bad'));
});

describe('pni-placepod', () => {
  const { decode } = CODECS['pni-placepod'];
  it.each([
    ['376601', { occupied: true }],
    ['156601', { occupied: true }],
    ['0302016D 026700E1 156600', { occupied: false }],
    ['210020', { vehicles: 32 }],
    ['3F0101 376600 210020 1C0101 156601 0302015E 026700F0 010101', { occupied: true, vehicles: 32 }],
  ])('%s', (hex, values) => expect(decode(1, bytes(hex))).toEqual(main(values)));
  it('passes over records without a measurement, and a reboot in place of a count', () => {
    expect(decode(1, bytes('0302015E'))).toEqual({ kind: 'none' });
    expect(decode(1, bytes('2100FF'))).toEqual({ kind: 'none' });
    expect(decode(1, bytes(''))).toEqual({ kind: 'none' });
  });
  it.each(['CAFEBABE', '156602', '1566', '0267', '15'])('%s is bad', (hex) => expect(decode(1, bytes(hex)).kind).toBe('bad'));
});

describe('parametric-tcr', () => {
  const { decode } = CODECS['parametric-tcr'];
  const classes = '000000 000106 000000 00020b 000000 00011e 000000 000000';
  const expected = { kind: 'frame', channels: { left: { status: 'ok', values: { vehicles: 0 } }, right: { status: 'ok', values: { vehicles: 4, meanSpeedKmh: 14.5 } } } };
  it('reads payload version 1', () => expect(decode(15, bytes(`be020164 12c2 18b8 ${classes}`))).toEqual(expected));
  it('reads payload version 2', () => expect(decode(15, bytes(`be0202 6464 12c2 18b8 ${classes}`))).toEqual(expected));
  it('passes over the configuration', () => expect(decode(190, bytes('be0201000100')).kind).toBe('none'));
  it.each([
    [15, 'be020164 12c2 18b8'],
    [15, `be020364 12c2 18b8 ${classes}`],
    [15, `be030164 12c2 18b8 ${classes}`],
    [16, `be020164 12c2 18b8 ${classes}`],
    [15, ''],
  ])('port %i with [%s] is bad', (port, hex) => expect(decode(port, bytes(hex)).kind).toBe('bad'));
});

it.each(CODEC_NAMES)('%s never throws, and names only its own channels', (name) => {
  const codec = CODECS[name];
  assert(
    fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 250 }), (port, b) => {
      const result = codec.decode(port, b);
      const channels = result.kind === 'frame' ? Object.keys(result.channels) : [];
      expect(codec.channels).toEqual(expect.arrayContaining(channels));
      expect(result).not.toMatchObject({ kind: 'bad', reason: '' });
    }),
  );
  expect(codec.source).not.toBe('');
});
