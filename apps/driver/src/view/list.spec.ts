import type { FacilityState } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aCity, aState, NOW_MS } from '../testing/a-city.js';
import { briefOf, viewOf } from './facility-view.js';
import { groupViews, listViews, rankHere, type ListInput } from './list.js';

const city = aCity();
const input = (states: readonly FacilityState[], edit: Partial<ListInput['context']> = {}): ListInput => ({
  briefs: city.facilities.map(briefOf),
  states: new Map(states.map((state) => [state.id, state])),
  context: { audience: 'shortStay', heightM: null, walkMinutes: null, nowMs: NOW_MS, ...edit },
});
const all = [aState('west'), aState('mitte', { vacant: 5, status: 'almostFull' }), aState('ost', { vacant: 200, capacity: 300 })];
const order = (list: ListInput, sort: 'best' | 'walk' | 'free' | 'price' = 'best'): string[] => listViews(list, rankHere(list, [11.0052, 48]), sort).map((view) => view.brief.id);

describe('order', () => {
  it('ranks by the rules, and by what the driver wants', () => {
    expect(order(input(all))).toEqual(['mitte', 'ost', 'west']);
    expect(order(input(all), 'free')).toEqual(['ost', 'west', 'mitte']);
    expect(order(input(all), 'price')[0]).toBe('west');
    expect(order(input(all), 'walk')[0]).toBe('mitte');
  });
  it('puts what cannot be used last, whatever the sorting', () => {
    const full = [aState('west'), aState('mitte', { status: 'full', vacant: 0 }), aState('ost', { status: 'closed', vacant: null })];
    for (const sort of ['best', 'walk', 'free', 'price'] as const) expect(order(input(full), sort)).toEqual(['west', 'mitte', 'ost']);
  });
  it('lists by free spaces when there is no destination', () => {
    expect(listViews(input(all), null, 'best').map((view) => view.brief.id)).toEqual(['ost', 'west', 'mitte']);
  });
  it('groups', () => {
    const views = listViews(input([aState('west'), aState('mitte', { quality: 'estimated' })]), null, 'best');
    expect(groupViews(views).map(([name, group]) => [name, group.map((view) => view.brief.id)])).toEqual([['usable', ['west']], ['uncertain', ['mitte', 'ost']]]);
  });
});

describe('needs', () => {
  it('does not send a high van into a low garage', () => {
    const view = listViews(input(all, { heightM: 2.1 }), null, 'best').find((one) => one.brief.id === 'mitte');
    expect(view).toMatchObject({ tooHigh: true, tier: 'unsuitable' });
  });
  it('does not take a short-stay space for a disabled one', () => {
    const views = listViews(input(all, { audience: 'disabled' }), null, 'best');
    expect(views.map((view) => [view.brief.id, view.offered, view.vacant])).toEqual([['mitte', true, null], ['west', false, null], ['ost', false, null]]);
  });
  it('knows when the walk is too long', () => {
    const list = input(all, { walkMinutes: 3 });
    const far = listViews(list, rankHere(list, [11, 48]), 'best').filter((view) => view.tooFar);
    expect(far.map((view) => view.brief.id)).toEqual(['mitte', 'ost']);
  });
});

describe('one facility', () => {
  const brief = briefOf(city.facilities[2]!);
  const view = (state: FacilityState | undefined, nowMs = NOW_MS) => viewOf(brief, state, undefined, { audience: 'shortStay', heightM: null, walkMinutes: null, nowMs });
  it('hides a number after the limit of the facility', () => {
    expect(view(aState('ost'), NOW_MS + 579_000)).toMatchObject({ vacant: 40, tier: 'uncertain' });
    expect(view(aState('ost'), NOW_MS + 580_000)).toMatchObject({ vacant: null, status: 'unavailable' });
  });
  it('is not sure of what closes within the stay', () => {
    const closing = aState('ost', { nextOpeningChange: { atMs: NOW_MS + 25 * 60_000, to: 'closed' } });
    expect(view(closing)).toMatchObject({ tier: 'uncertain', opening: { to: 'closed', inMs: 1_500_000 } });
    expect(view(closing, NOW_MS + 26 * 60_000).opening).toBeNull();
  });
  it('says nothing of a facility that nobody has heard of', () => {
    expect(view(undefined)).toMatchObject({ status: 'unavailable', vacant: null, tier: 'uncertain', offered: true });
  });
  it('believes the rules where they know more, as long as they speak of the same value', () => {
    const state = aState('ost');
    const ranked = { facilityId: 'ost', rank: 1, tier: 'unsuitable' as const, walkMetres: 10, walkMinutes: 1, vacant: 40, status: state.status, quality: state.quality, measuredAtMs: state.measuredAtMs, reasons: [] };
    const context = { audience: 'shortStay', heightM: null, walkMinutes: null, nowMs: NOW_MS };
    expect(viewOf(brief, state, ranked, context).tier).toBe('unsuitable');
    expect(viewOf(brief, state, { ...ranked, measuredAtMs: 1 }, context).tier).toBe('good');
    expect(viewOf(brief, state, { ...ranked, tier: 'closed' }, context).tier).toBe('uncertain');
  });
});
