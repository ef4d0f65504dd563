import { describe, expect, it } from 'vitest';
import { de } from '../i18n/de.js';
import { recordsOf, seriesOf } from './history-data.js';

const page = (columns: string[], rows: (number | string | null | Record<string, unknown>)[][]) => ({ resolution: '15m', columns, rows, nextCursor: null });

describe('seriesOf', () => {
  it('takes what is worth a chart, with band and capacity', () => {
    const [vacant, ...rest] = seriesOf(de, 'facility', page(['timeMs', 'status', 'capacity', 'vacant', 'vacantMin', 'vacantMax'], [[1, 'full', 250, 0, 0, 4], [2, 'closed', 257, null, null, null]]));
    expect(rest).toEqual([]);
    expect(vacant).toMatchObject({ column: 'vacant', ceiling: 257, points: [{ atMs: 1, value: 0, min: 0, max: 4 }, { atMs: 2, value: null }] });
  });
  it('shows at most two of a sensor, those that it has', () => {
    const series = seriesOf(de, 'sensor', page(['timeMs', 'vehicles', 'occupancyPct', 'meanSpeedKmh'], [[1, 12, 8, 47]]));
    expect(series.map((s) => [s.column, s.ceiling])).toEqual([['vehicles', null], ['occupancyPct', 100]]);
  });
  it('has nothing to show where nothing was measured', () => {
    expect(seriesOf(de, 'link', page(['timeMs', 'meanSpeedKmh', 'flowVehPerH'], [[1, null, null]]))).toEqual([]);
    expect(seriesOf(de, 'sign', page(['timeMs'], []))).toEqual([]);
  });
});

describe('recordsOf', () => {
  it('tells orders as the sign showed them, newest first', () => {
    const body = (text: string) => ({ content: { rows: [{ text }, { text: '' }] } });
    expect(recordsOf(page(['timeMs', 'orderId', 'ruleId', 'body'], [[1, 's.1', 'normal', body('12')], [2, 's.2', 'voll', { content: { multi: '[cf255,0,0]Stau[nl]A 9' } }]]))).toEqual([
      { atMs: 2, parts: ['Stau | A 9', 'voll'] },
      { atMs: 1, parts: ['12 | –', 'normal'] },
    ]);
  });
  it('tells the steps of a recommendation', () => {
    expect(recordsOf(page(['timeMs', 'recommendationId', 'state', 'decidedBy'], [[1, 'r', 'proposed', null], [2, 'r', 'accepted', 'M. Huber']]))).toEqual([
      { atMs: 2, parts: ['accepted', 'M. Huber'] },
      { atMs: 1, parts: ['proposed'] },
    ]);
  });
});
