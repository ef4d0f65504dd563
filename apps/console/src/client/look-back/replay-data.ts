import type { CollectionValues, ReplayFrame } from '@wegweiser/contracts';
import { ROOMS } from '../state/live.js';
import type { LiveName } from '../state/collections.js';

export type Situation = { [N in LiveName]: Map<string, CollectionValues[N]> };
export const emptySituation = (): Situation => Object.fromEntries(ROOMS.map((name) => [name, new Map()])) as unknown as Situation;

/** Brings a situation to the frame's minute. */
export function applyFrame(situation: Situation, frame: ReplayFrame): void {
  for (const name of ROOMS) {
    const shelf = situation[name] as Map<string, { id: string }>;
    if (frame.whole) shelf.clear();
    for (const value of frame.changed[name] ?? []) shelf.set(value.id, value);
    for (const id of frame.removed[name] ?? []) shelf.delete(id);
  }
}
