import type { JunctionModel, Lane, SignalGroup, SignalPlan } from '../model/junction.js';
import type { JunctionDemand } from '../demand/demand.js';

export const aGroup = (id: string, over: Partial<SignalGroup> = {}): SignalGroup => ({ id, kind: 'vehicle', minGreenS: 5, amberS: 3, redAmberS: 1, ...over });

export const aLane = (id: string, signalGroup: string, over: Partial<Lane> = {}): Lane => ({
  id, signalGroup, movements: ['through'], saturationFlowVehPerH: 1800, loops: [{ deviceId: `D-${id}`, role: 'stop' }], ...over,
});

export const aPlan = (over: Partial<SignalPlan> = {}): SignalPlan => ({
  id: 'P1', cycleS: 70, offsetS: 10, stages: [{ stageId: 'S1', greenS: 26 }, { stageId: 'S2', greenS: 27 }], ...over,
});

/**
 * Crossing of two streets: K1 north-south, K2 east-west, F1 crosses the north arm (12 m), F2 the east arm (14 m).
 * Interstages: S1 -> S2 9 s (F2 clears for K2), S2 -> S1 8 s (F1 clears for K1); so greens are the cycle less 17 s.
 */
export const aJunction = (over: Partial<JunctionModel> = {}): JunctionModel => ({
  id: 'K100',
  name: 'Nordstrasse / Oststrasse',
  arms: [
    { id: 'n', street: 'Nordstrasse', bearingDeg: 0, lanes: [aLane('n1', 'K1')] },
    { id: 'e', street: 'Oststrasse', bearingDeg: 90, lanes: [aLane('e1', 'K2')] },
    { id: 's', street: 'Suedstrasse', bearingDeg: 180, lanes: [aLane('s1', 'K1')] },
    { id: 'w', street: 'Weststrasse', bearingDeg: 270, lanes: [aLane('w1', 'K2'), aLane('w2', 'K2')] },
  ],
  signalGroups: [
    aGroup('K1'),
    aGroup('K2'),
    aGroup('F1', { kind: 'pedestrian', crossingM: 12 }),
    aGroup('F2', { kind: 'pedestrian', minGreenS: 6, crossingM: 14 }),
  ],
  intergreensS: { K1: { K2: 6, F1: 5 }, K2: { K1: 5, F2: 5 }, F1: { K1: 8 }, F2: { K2: 9 } },
  stages: [{ id: 'S1', groups: ['K1', 'F2'] }, { id: 'S2', groups: ['K2', 'F1'] }],
  plans: [aPlan()],
  limits: { minCycleS: 50, maxCycleS: 120 },
  ...over,
});

/** Main street A/B with a protected left turn L that follows while A goes on, and a side street C. */
export const aThreeStageJunction = (over: Partial<JunctionModel> = {}): JunctionModel => ({
  id: 'K200',
  name: 'Ringstrasse / Gasse',
  arms: [
    { id: 'w', street: 'Ringstrasse West', bearingDeg: 270, lanes: [aLane('a', 'A'), aLane('l', 'L', { movements: ['left'] })] },
    { id: 'e', street: 'Ringstrasse Ost', bearingDeg: 90, lanes: [aLane('b', 'B')] },
    { id: 's', street: 'Gasse', bearingDeg: 180, lanes: [aLane('c', 'C', { movements: ['left', 'right'] })] },
  ],
  signalGroups: [aGroup('A'), aGroup('B'), aGroup('L'), aGroup('C')],
  intergreensS: { A: { C: 5 }, B: { C: 5, L: 4 }, L: { B: 4, C: 4 }, C: { A: 5, B: 6, L: 5 } },
  stages: [{ id: 'S1', groups: ['A', 'B'] }, { id: 'S2', groups: ['A', 'L'] }, { id: 'S3', groups: ['C'] }],
  // Interstages: 4 (B clears for L), 5 (A clears for C), 6 (C clears for B): 15 s.
  plans: [{ id: 'P1', cycleS: 75, offsetS: 0, stages: [{ stageId: 'S1', greenS: 30 }, { stageId: 'S2', greenS: 10 }, { stageId: 'S3', greenS: 20 }] }],
  limits: { minCycleS: 50, maxCycleS: 120 },
  ...over,
});

export const NOW_MS = 1_790_000_000_000;

/** Warm demand, as after a long time of perfect measurement; flows by lane id in vehicles per hour. */
export const aDemand = (flows: Readonly<Record<string, number>>, over: Partial<JunctionDemand['lanes'][string]> = {}): JunctionDemand => ({
  version: 1,
  lanes: Object.fromEntries(
    Object.entries(flows).map(([id, vehPerH]) => [id, { vehPerH, heavyShare: 0, occupancyPct: 20, completeness: 1, endMs: NOW_MS - 10_000, measuredMs: NOW_MS - 10_000, ...over }]),
  ),
});
