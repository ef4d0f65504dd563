import { describe, expect, it } from 'vitest';
import { wordPaths } from '../i18n/testing/word-paths.js';
import type { HistoryPage } from '../state/api.js';
import { align, valuesOf } from './align.js';
import { WORDS } from './catalogue.js';
import { csvOf } from './csv.js';
import { byHour, facilityHeat, linkHeat, stepOf } from './heat-data.js';
import { fromLocalInput, localDay, quarterText, toLocalInput, weekQuarter } from './local-time.js';
import { parseRoute } from './route.js';

const ZONE = 'Europe/Berlin';
/** Monday 23 November 2026, 08:00 in Ingolstadt. */
const T0 = Date.UTC(2026, 10, 23, 7);
const QUARTER = 900_000;
const DAY = 96 * QUARTER;
const page = (columns: string[], rows: HistoryPage['rows']): HistoryPage => ({ resolution: '15m', columns: ['timeMs', ...columns], rows, nextCursor: null });

describe('curves', () => {
  it('stand over the same times; what one of them lacks is a gap', () => {
    const curve = (id: string, rows: HistoryPage['rows']) => ({ id, name: id, page: page(['vacant', 'capacity'], rows) });
    const aligned = align([curve('a', [[3, 30, 100], [1, 10, 100]]), curve('b', [[2, 5, 50], [3, null, 50]])], 'vacant');
    expect(aligned).toEqual({ times: [1, 2, 3], values: [[10, null, 30], [null, 5, null]] });
  });
  it('as they were measured: what was said stands until the thing speaks again, not where it fell silent or knew nothing', () => {
    const raw = (id: string, rows: HistoryPage['rows']) => ({ id, name: id, page: { ...page(['vacant'], rows), resolution: 'raw' } });
    const a = raw('a', [[0, 10], [60, 11], [120, 12], [180, null], [240, 14], [900, 15]]);
    const b = raw('b', [[30, 1], [90, 2], [150, 3], [210, 4], [500, 5], [910, 6]]);
    expect(align([a, b], 'vacant')).toEqual({
      times: [0, 30, 60, 90, 120, 150, 180, 210, 240, 500, 900, 910],
      values: [[10, 10, 11, 11, 12, 12, null, null, 14, null, 15, 15], [null, 1, 1, 2, 2, 3, 3, 4, null, 5, null, 6]],
    });
    expect(align([raw('a', [[5, 7]]), raw('b', [[6, 8]])], 'vacant').values).toEqual([[7, null], [null, 8]]);
  });
  it('make occupancy of spaces, and nothing of nothing', () => {
    const values = valuesOf(page(['vacant', 'capacity'], [[1, 30, 90], [2, null, 90], [3, 4, 0]]), 'occupiedPct');
    expect([...values.values()]).toEqual([66.7, null, null]);
    expect([...valuesOf(page(['vacant'], [[1, 2]]), 'flowVehPerH').values()]).toEqual([null]);
  });
});

describe('the week', () => {
  it('is the mean of a garage by weekday and quarter hour', () => {
    const heat = facilityHeat(page(['vacant', 'capacity'], [[T0, 20, 100], [T0 - 7 * DAY, 40, 100], [T0 + QUARTER, null, 100]]), ZONE);
    expect([heat.cells[32], heat.cells[33], heat.days, heat.cells.length]).toEqual([70, null, 2, 672]);
  });
  it('is the most frequent level of a link, of two as frequent ones the worse', () => {
    const rows = [['jam', 0], ['free', 1], ['free', 2], ['slow', 3], ['unknown', 4]].map(([level, week]) => [T0 - Number(week) * 7 * DAY, level as string]);
    expect(linkHeat(page(['worstLevel'], rows), ZONE).cells[32]).toBe(0);
    expect(linkHeat(page(['worstLevel'], rows.filter((_, n) => n !== 1)), ZONE).cells[32]).toBe(3);
  });
  it('by hours: mean of a garage, worst of a link', () => {
    const cells = Array.from({ length: 672 }, (_, n) => (n < 4 ? n : null));
    expect([byHour({ cells, days: 1 }, 'facility')[0], byHour({ cells, days: 1 }, 'link')[0], byHour({ cells, days: 1 }, 'link')[1]]).toEqual([1.5, 3, null]);
  });
  it('has ten steps of occupancy and four of level', () => {
    expect([stepOf(0, 'facility'), stepOf(99.9, 'facility'), stepOf(130, 'facility'), stepOf(2, 'link')]).toEqual([0, 9, 9, 2]);
  });
});

describe("the city's clock", () => {
  it('is what fields show and take, in summer and winter', () => {
    expect(toLocalInput(T0, ZONE)).toBe('2026-11-23T08:00');
    for (const ms of [T0, Date.UTC(2026, 6, 1, 12), Date.UTC(2026, 2, 29, 3)]) expect(fromLocalInput(toLocalInput(ms, ZONE), ZONE)).toBe(ms);
    expect([fromLocalInput('', ZONE), localDay(Date.UTC(2026, 10, 23, 23, 30), ZONE), weekQuarter(T0 + QUARTER, ZONE), quarterText(33)]).toEqual([null, '2026-11-24', { weekday: 0, quarter: 33 }, '08:15']);
  });
});

describe('files', () => {
  it('are RFC 4180, and no text becomes a formula', () => {
    expect(csvOf(['a', 'b'], [['x,"y"', 1], ['=1+1', null]])).toBe('a,b\r\n"x,""y""",1\r\n\'=1+1,\r\n');
  });
});

describe('addresses', () => {
  it('name the page and its view', () => {
    expect([parseRoute('#/look-back/heat'), parseRoute('#/what-if'), parseRoute('#/signs/signs/x')]).toEqual([{ page: 'look-back', view: 'heat' }, { page: 'what-if', view: 'charts' }, { page: null, view: 'charts' }]);
  });
});

describe('words', () => {
  it('are the same in both languages, and none is empty', () => {
    expect(wordPaths(WORDS.en).toSorted()).toEqual(wordPaths(WORDS.de).toSorted());
    const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(texts));
    expect([...texts(WORDS.de), ...texts(WORDS.en)].filter((t) => t.trim() === '')).toEqual([]);
  });
});
