import type { LoopSecond, TacticalJunction, TacticalLane } from '../tactical/layout.js';

export const aTacticalLane = (id: string, greens: TacticalLane['streams'][number]['green'], over: Partial<TacticalLane> = {}): TacticalLane => ({
  id, streams: [{ green: greens }], stopLoop: `stop-${id}`, waitLoops: [], feeders: [],
  upstream: [{ loopId: `up-${id}`, share: 1, travelS: 4, storageVeh: 7 }], ...over,
});

/** Two lanes, a stage for each, 3 s between them. */
export const aTacticalJunction = (over: Partial<TacticalJunction> = {}): TacticalJunction => ({
  id: 'K1', stageIds: ['S1', 'S2'], minGreenS: 5, clearanceS: [[0, 3], [3, 0]],
  lanes: [aTacticalLane('n', ['protected', 'red']), aTacticalLane('e', ['red', 'protected'])], ...over,
});

export const aLoopSecond = (over: Partial<LoopSecond> = {}): LoopSecond => ({ entered: 0, left: 0, occupancy: 0, ...over });
export const passage = aLoopSecond({ entered: 1, left: 1, occupancy: 0.4 });
export const covered = aLoopSecond({ occupancy: 1 });
