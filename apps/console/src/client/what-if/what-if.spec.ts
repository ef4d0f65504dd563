import { WhatIfRequest } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { requestOf, type WhatIfForm } from './request.js';
import { fullSpans, mostTelling, peakOf, signsThatDiffer } from './summary.js';

const EMPTY: WhatIfForm = { day: '2026-11-27', commutersPct: null, demandPct: null, eventName: '', visitors: null, at: '19:00', place: 'arena', carPct: 60, eventStayMin: 150, closedFacilities: [], closedLinks: [], closeFrom: '00:00', closeTo: '24:00', stayMin: 120 };
const ask = (form: Partial<WhatIfForm>) => WhatIfRequest.parse(requestOf({ ...EMPTY, ...form }, (id) => (id === 'arena' ? [11.4, 48.7] : undefined)));

describe('the question', () => {
  it('is empty when nothing is to be different', () => {
    expect(ask({})).toMatchObject({ demand: [], events: [], closedFacilities: [], closedLinks: [], stayMin: 120 });
  });
  it('20 % fewer commuters, 3,000 visitors, a garage and a road closed', () => {
    const request = ask({ commutersPct: -20, demandPct: 10, visitors: 3000, closedFacilities: ['theater-west'], closedLinks: ['x'], closeFrom: '08:00', closeTo: '12:00' });
    expect(request.demand.map((d) => [d.from, d.to, d.factor, d.stayMin])).toEqual([['05:00', '10:00', 0.8, 480], ['00:00', '23:59', 1.1, null]]);
    expect(request.events).toMatchObject([{ at: '19:00', visitors: 3000, carShare: 0.6, position: [11.4, 48.7] }]);
    expect([request.closedFacilities, request.closedLinks]).toEqual([[{ id: 'theater-west', from: '08:00', to: '12:00' }], [{ id: 'x', from: '08:00', to: '12:00' }]]);
    expect(ask({ visitors: 10, place: 'nowhere' }).events).toEqual([]);
  });
});

describe('the answer in short', () => {
  it('peaks and full spans', () => {
    expect([peakOf([null, 3, 9, 9, 1]), peakOf([null])]).toEqual([{ value: 9, quarter: 2 }, null]);
    expect(fullSpans(['full', 'full', 'almostFull', 'full'])).toEqual([{ from: 0, to: 2 }, { from: 3, to: 4 }]);
  });
  it('begins where signs say other words, not other numbers', () => {
    const steps = Array.from({ length: 96 }, (_, q) => ({ base: '12 | 30', predicted: q === 40 ? 'VOLL | 30' : q < 20 ? '11 | 30' : '12 | 30' }));
    expect(mostTelling([{ id: 's', steps }])).toBe(40);
    expect([signsThatDiffer([{ id: 's', steps }], 3), signsThatDiffer([{ id: 's', steps }], 50), signsThatDiffer([{ id: 's', steps: [] }], 3)]).toEqual([[{ id: 's', base: '12 | 30', predicted: '11 | 30' }], [], []]);
  });
});
