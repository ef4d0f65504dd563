import { describe, expect, it } from 'vitest';
import { City, WhatIfAnswer, WhatIfRequest } from '@wegweiser/contracts';
import { DEFAULT_LIMITS } from '../city/limits.js';
import { aTown } from '../engine/testing/town.js';
import { accessLinks, facilitiesCutOff } from './cut-off.js';
import { WhatIfDesk } from './what-if-desk.js';
import { whatIf } from './what-if.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const peak = (most: number) => Array.from({ length: 96 }, (_, quarter) => Math.round(most * Math.exp(-(((quarter - 48) / 14) ** 2))));
const typical = { nord: peak(70), ost: peak(20) };

/** The town with a street to the northern garage, and one round it. */
function city(): City {
  const town = aTown();
  const link = (id: string, from: string, to: string, street: string, lon: number) => ({ ...town.links[0]!, id, from, to, street, loops: [], shape: [[lon, 48], [lon + 0.002, 48]] as [number, number][] });
  return City.parse({
    ...town,
    facilities: town.facilities.map((f) => ({ ...f, entrances: f.id === 'nord' ? [{ position: [11, 48], street: 'Gasse' }] : [] })),
    links: [...town.links, link('gasse', 'a', 'b', 'Gasse', 11), link('um-1', 'a', 'c', 'Umweg', 11.1), link('um-2', 'c', 'b', 'Umweg', 11.1)],
    signs: town.signs.map((s) => (s.id === 'text' ? { ...s, rules: [...s.rules, { id: 'stau', priority: 9, schedule: [], when: { link: { id: 'um-1', levels: ['slow', 'jam'] } }, show: { multi: 'STAU' } }] } : s)),
  });
}
const desk = (rows = true) => ({
  desk: new WhatIfDesk(city(), DEFAULT_LIMITS, () => NOW, (task) => Promise.resolve(whatIf(task))),
  reader: {
    typicalFacilities: (days: { fromMs: readonly number[] }) => Promise.resolve(rows && days.fromMs.length < 20 ? Object.entries(typical).flatMap(([id, occupied]) => occupied.map((o, quarter) => ({ id, quarter, days: 3, occupied: o }))) : []),
    typicalLinks: () => Promise.resolve(['gasse', 'um-1', 'um-2'].flatMap((id) => Array.from({ length: 96 }, (_, quarter) => ({ id, quarter, days: 3, flowVehPerH: 800, meanSpeedKmh: 32 })))),
  },
});
async function ask(request: object): Promise<WhatIfAnswer> {
  const { desk: d, reader } = desk();
  const outcome = await d.answer(WhatIfRequest.parse({ day: '2026-11-27', ...request }), reader);
  if (!outcome.ok) throw new Error(outcome.message);
  return WhatIfAnswer.parse(outcome.answer);
}
const of = <T extends { id: string }>(list: readonly T[], id: string): T => list.find((x) => x.id === id)!;

describe('what if', () => {
  it('with nothing changed nothing changes, on no sign', async () => {
    const answer = await ask({});
    expect(of(answer.facilities, 'nord').predicted).toEqual(typical.nord);
    expect(answer.signs.flatMap((s) => s.steps.filter((step) => step.base !== step.predicted))).toEqual([]);
    expect(of(answer.signs, 'tafel').steps[48]!.base).toMatch(/^\d+ \| 60$/);
    expect([answer.basis, answer.links, answer.unserved]).toEqual([{ days: 3, filledShare: 1 }, [], 0]);
  });

  it('a closed garage: the sign says so, its visitors go to the other', async () => {
    const answer = await ask({ closedFacilities: [{ id: 'nord', from: '09:00', to: '15:00' }] });
    const tafel = of(answer.signs, 'tafel').steps;
    expect([tafel[48]!.predicted.split(' | ')[0], tafel[70]!.predicted.split(' | ')[0]]).toEqual(['ZU', expect.stringMatching(/^\d+$/)]);
    expect(of(answer.facilities, 'nord').status[48]).toBe('closed');
    expect(of(answer.facilities, 'ost').takenOver).toBe(of(answer.facilities, 'nord').turnedAway - answer.unserved);
    expect(Math.max(...(of(answer.facilities, 'ost').predicted as number[]))).toBeGreaterThan(40);
  });

  it('an event fills the garages, the sign says VOLL, and the rest finds nothing', async () => {
    const answer = await ask({ events: [{ name: 'Konzert', at: '19:00', visitors: 1500, position: [11, 48] }] });
    expect(of(answer.signs, 'tafel').steps[78]!.predicted).toBe('VOLL | VOLL');
    expect(answer.unserved).toBeGreaterThan(200);
    expect(answer.assumptions.some((a) => a.de.includes('1500 Gäste, 60 % mit dem Auto') && a.en.includes('409 cars'))).toBe(true);
  });

  it('a closed street cuts its garage off and slows the way round, which a sign tells', async () => {
    const answer = await ask({ closedLinks: [{ id: 'gasse', from: '08:00', to: '16:00' }] });
    expect(of(answer.links, 'um-1')).toMatchObject({ extraVehPerH: 800 });
    expect([of(answer.links, 'um-1').baseLevel[40], of(answer.links, 'um-1').level[40], of(answer.links, 'gasse').level[40]]).toEqual(['dense', 'jam', 'unknown']);
    expect([of(answer.signs, 'text').steps[40]!.predicted, of(answer.signs, 'text').steps[70]!.predicted]).toEqual(['STAU', expect.stringContaining('NORD')]);
    expect(of(answer.facilities, 'nord').turnedAway).toBeGreaterThan(30);
    expect(answer.assumptions.some((a) => a.en.includes('Way in not part of the network'))).toBe(true);
  });

  it('says what it does not know, and that a young archive knows no days', async () => {
    const { desk: d, reader } = desk();
    expect(await d.answer(WhatIfRequest.parse({ day: '2026-11-27', closedFacilities: [{ id: 'x' }], closedLinks: [{ id: 'y' }] }), reader)).toEqual({ ok: false, reason: 'invalid', message: 'the city has no facility x; the city has no link y' });
    const empty = desk(false);
    expect(await empty.desk.answer(WhatIfRequest.parse({ day: '2026-11-27' }), empty.reader)).toMatchObject({ ok: false, reason: 'empty' });
  });

  it('takes any days where there are none of the kind', async () => {
    const { desk: d, reader } = desk();
    const outcome = await d.answer(WhatIfRequest.parse({ day: '2026-11-24' }), reader);
    expect(outcome.ok && outcome.answer.assumptions[0]!.en).toContain('any kind');
  });

  it('knows which streets lead to a garage', () => {
    const town = city();
    expect([accessLinks(town, 'nord'), accessLinks(town, 'ost'), accessLinks(town, 'none')]).toEqual([['gasse'], [], []]);
    expect(facilitiesCutOff(town, [{ id: 'um-1', fromQuarter: 0, toQuarter: 96 }])).toEqual([]);
    expect(facilitiesCutOff(town, [{ id: 'gasse', fromQuarter: 9, toQuarter: 9 }])).toEqual([]);
  });
});
