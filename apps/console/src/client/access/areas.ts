import { textOf } from '../i18n/index.js';
import type { CityIndex } from '../state/city.js';
import type { AccessWords } from './words.js';

/** Control areas that somebody is responsible for, by their names. */
export function areasText(w: AccessWords, { city }: CityIndex, areas: '*' | readonly string[]): string {
  if (areas === '*') return w.allAreas;
  return areas.map((id) => city.areas.find((a) => a.id === id)).flatMap((a) => (a === undefined ? [] : [textOf(a.name)])).join(', ');
}
