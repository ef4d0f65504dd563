import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageOrder } from './age-order.js';
import type { AgeableOrder, AgeableRow } from './age-order.js';

const row = (over: Partial<AgeableRow> = {}): AgeableRow => ({ rowId: 'r1', text: '120', level: 'live', showUntilMs: 2000, fallbackText: '→', ...over });
const order = (...rows: AgeableRow[]): AgeableOrder => ({ issuedAtMs: 1000, validUntilMs: 3000, content: { rows } });
const RANKS = ['live', 'estimate', 'direction', 'blank'];

describe('ageOrder', () => {
  it('shows, falls back, goes dark, and says when', () => {
    const at = (nowMs: number): unknown => {
      const aged = ageOrder(order(row()), nowMs);
      return [aged.rows[0]?.text, aged.rows[0]?.level, aged.rows[0]?.use, aged.expired, aged.nextChangeMs];
    };
    expect(at(1999)).toEqual(['120', 'live', 'ordered', false, 2000]);
    expect(at(2000)).toEqual(['→', 'direction', 'fallback', false, 3000]);
    expect(at(3000)).toEqual(['', 'blank', 'dark', true, null]);
  });
  it('ages rows one by one', () => {
    const aged = ageOrder(order(row({ showUntilMs: 1500 }), row({ rowId: 'r2', text: 'ZU', fallbackText: '' }), row({ rowId: 'r3', level: 'blank', text: '', showUntilMs: 1500 })), 1600);
    expect(aged.rows).toEqual([
      { rowId: 'r1', text: '→', level: 'direction', use: 'fallback' },
      { rowId: 'r2', text: 'ZU', level: 'live', use: 'ordered' },
      { rowId: 'r3', text: '', level: 'blank', use: 'dark' },
    ]);
    expect(aged.nextChangeMs).toBe(2000);
  });
  it('reads a text order', () => {
    const text: AgeableOrder = { issuedAtMs: 0, renewedAtMs: 1000, validUntilMs: 3000, content: { multi: 'A', level: 'estimate', showUntilMs: 2000, fallbackMulti: '' } };
    expect(ageOrder(text, 1000).rows).toEqual([{ rowId: 'multi', text: 'A', level: 'estimate', use: 'ordered' }]);
    expect(ageOrder(text, 2000).rows).toEqual([{ rowId: 'multi', text: '', level: 'blank', use: 'dark' }]);
  });
  it('mistrusts a clock that is before the order', () => {
    const late = { ...order(row({ showUntilMs: 150_000 })), renewedAtMs: 100_000, validUntilMs: 200_000 };
    expect(ageOrder(late, 39_999)).toMatchObject({ clockWrong: true, rows: [{ text: '→', level: 'direction' }] });
    expect(ageOrder(late, 40_000)).toMatchObject({ clockWrong: false, rows: [{ text: '120' }] });
  });
  it('never climbs, whatever the order', () => {
    const anyRow = fc.record({ rowId: fc.constant('r'), text: fc.string(), level: fc.constantFrom('live', 'estimate', 'direction', 'blank'), showUntilMs: fc.integer({ min: 0, max: 100 }), fallbackText: fc.constantFrom('', '→') });
    fc.assert(
      fc.property(anyRow, fc.integer({ min: 0, max: 120 }), fc.array(fc.integer({ min: 0, max: 150 })), (one, validUntilMs, times) => {
        const ranks = times.toSorted((a, b) => a - b).map((nowMs) => RANKS.indexOf(ageOrder({ issuedAtMs: 0, validUntilMs, content: { rows: [one as AgeableRow] } }, nowMs).rows[0]?.level ?? ''));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
    );
  });
  it('imports nothing, so that an old player can carry it', () => {
    expect(readFileSync(new URL('./age-order.ts', import.meta.url), 'utf8')).not.toMatch(/\b(import|require|export \* from)\b(?!s nothing)/);
  });
});
