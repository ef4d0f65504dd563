import { describe, expect, it } from 'vitest';
import { aCounterPanel, aRule, aSign, aTextPanel, aTextSign } from '../testing/builders.js';
import { checkContent, checkSign } from './check.js';

describe('checkSign', () => {
  it('has nothing to say of good signs', () => {
    expect(checkSign(aSign({ rules: [aRule(), aRule({ ruleId: 'dark', content: { kind: 'blank' } })] }))).toEqual([]);
    expect(checkSign(aTextSign('Theater [patheater,VOLL,ZU]', {}, 'P →'))).toEqual([]);
    expect(checkSign(aTextSign('A', { rules: [aRule({ content: { kind: 'blank' } })] }))).toEqual([]);
  });
  it('says everything at once', () => {
    const row = aCounterPanel().rows[0];
    if (row === undefined) throw new Error('no row');
    const config = aSign({
      timeZone: 'Europe/Schanz',
      words: { free: 'F', full: 'V', closed: 'Z', estimatePrefix: '' },
      panel: aCounterPanel({ rows: [row, row, row] }),
      rules: [
        aRule({ content: { kind: 'rows', rows: [{ rowId: 'r9', show: 'text', text: 'A' }] } }),
        aRule({ content: { kind: 'multi', template: 'A', lowThreshold: 0, directionMulti: null } }),
      ],
    });
    expect(checkSign(config).map(({ path, code }) => `${path} ${code}`)).toEqual([
      'timeZone unknownZone',
      'words.estimatePrefix empty',
      'panel.rows duplicateId',
      'rules duplicateId',
      'rules.0.content.rows unknownRow',
      'rules.1.content wrongKind',
    ]);
  });
  it('tries texts at their longest, on every page', () => {
    const config = aTextSign('Theater {theater}[np]Parkhaus Hallenbad {bad}[zz]', {}, '漢');
    const found = checkSign(config).map(({ code, message }) => `${code} ${message.split(',')[0]}`);
    expect(found).toEqual(['unsupportedTag "[zz]" is left out', ...Array.from({ length: 6 }, () => expect.stringContaining('textTooBig a line needs') as string), 'characterNotDefined "漢" in font 1']);
  });
  it('finds panels without room, and rows on a text sign', () => {
    expect(checkSign(aTextSign('', { panel: aTextPanel({ matrix: { kind: 'full', widthPx: 0, heightPx: 8 } }) })).map(({ path }) => path)).toContain('panel');
    expect(checkSign(aTextSign('', { rules: [aRule()] })).map(({ code }) => code)).toEqual(['wrongKind']);
  });
});

describe('checkContent', () => {
  it('judges a lock before it is set', () => {
    expect(checkContent({ kind: 'rows', rows: [{ rowId: 'r1', show: 'text', text: 'ZU' }] }, aSign())).toEqual([]);
    expect(checkContent({ kind: 'rows', rows: [{ rowId: 'r1', show: 'text', text: 'UMLEITUNG' }, { rowId: 'r1', show: 'slot' }, { rowId: 'r1', show: 'text', text: '漢' }] } as never, aSign())).toMatchObject([
      { path: 'content.rows', code: 'textTooBig', message: expect.stringMatching(/^UMLEITUNG is longer than the \d cells of row r1$/) },
      { path: 'content.rows', code: 'characterNotDefined' },
    ]);
    expect(checkContent({ kind: 'multi', template: 'X'.repeat(99), lowThreshold: 0, directionMulti: null }, aTextSign('A'))).toMatchObject([{ path: 'content', code: 'textTooBig' }]);
  });
});
