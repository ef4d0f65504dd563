import type { CityIndex } from '../state/city.js';
import { linkEnds } from '../state/city.js';

export type ThingKind = 'facility' | 'link' | 'sensor';
export const THING_KINDS: readonly ThingKind[] = ['facility', 'link', 'sensor'];
export interface Thing {
  id: string;
  name: string;
}
export const MEASURES: Readonly<Record<ThingKind, readonly string[]>> = {
  facility: ['vacant', 'occupiedPct'],
  link: ['meanSpeedKmh', 'flowVehPerH', 'travelTimeS'],
  sensor: ['vehicles', 'occupancyPct', 'meanSpeedKmh', 'vacant', 'occupied'],
};

/** Everything of a kind, by name. */
export function thingsOf(index: CityIndex, kind: ThingKind): Thing[] {
  const list: Thing[] =
    kind === 'facility'
      ? index.city.facilities.map(({ id, name }) => ({ id, name }))
      : kind === 'link'
        ? index.city.links.map((l) => {
            const { from, to } = linkEnds(index, l);
            return { id: l.id, name: from === null && to === null ? `${l.street} (${l.id})` : `${l.street}: ${from ?? '–'} → ${to ?? '–'}` };
          })
        : [...index.devices].filter(([, use]) => use.kind === 'loop' || use.kind === 'counter').map(([id, use]) => ({ id, name: `${id} (${use.owner.name})` }));
  return list.sort((a, b) => a.name.localeCompare(b.name, 'de'));
}
export const nameOf = (index: CityIndex, kind: ThingKind, id: string): string => thingsOf(index, kind).find((t) => t.id === id)?.name ?? id;
