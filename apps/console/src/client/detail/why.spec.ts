import type { SignConfig } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { conditionText, WHY_WORDS, type Names } from './why-catalogue.js';

const names: Names = { facility: (id) => `<${id}>`, link: (id) => `[${id}]`, status: (s) => s.toUpperCase(), level: (l) => l };
const say = (rule: object, lang: 'de' | 'en' = 'de') => conditionText(WHY_WORDS[lang], { id: 'r', priority: 0, schedule: [], when: {}, show: { rows: true }, ...rule } as SignConfig['rules'][number], names);

describe('when a rule of a sign applies', () => {
  it('is said in words, all that must hold', () => {
    expect(say({})).toBe('immer');
    expect(say({ when: { facility: { id: 'arena', status: ['full', 'closed'], vacantBelow: 20 } } })).toBe('<arena> ist FULL oder CLOSED und <arena> unter 20 frei');
    expect(say({ when: { facility: { id: 'arena', vacantAtLeast: 5 }, link: { id: 'ring', levels: ['slow', 'jam'] } } }, 'en')).toBe('<arena> at least 5 free and [ring] is slow or jam');
    expect(say({ schedule: [{ weekdays: [1, 5], from: '06:00' }, { dateFrom: '2026-12-01', dateTo: '2026-12-24' }] })).toBe('Mo, Fr 06:00–24:00 Uhr oder ab 2026-12-01 bis 2026-12-24');
  });
  it('has its words in both languages', () => {
    expect(Object.keys(WHY_WORDS.en).toSorted()).toEqual(Object.keys(WHY_WORDS.de).toSorted());
  });
});
