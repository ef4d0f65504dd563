import type { JunctionConfig } from '@wegweiser/contracts';
import { interstageS, type TacticalJunction } from '@wegweiser/signals';

export type TacticalSection = NonNullable<JunctionConfig['tactical']>;

type Lane = NonNullable<TacticalSection['lanes']>[number];

/** Speed on the way to a stop line and length of a standing vehicle with its gap, where nothing better is configured. */
const APPROACH_MPS = 11;
const CAR_M = 6.5;

/** Lanes of motor traffic as the junction itself is configured. */
function lanesOf({ arms, signalGroups, stages }: JunctionConfig): Lane[] {
  const motor = new Set(signalGroups.filter((g) => g.kind === 'vehicle').map((g) => g.id));
  return arms.flatMap((arm) => arm.lanes.filter((l) => motor.has(l.signalGroup)).map((lane): Lane => {
    const upstream = lane.loops.filter((l) => l.role === 'upstream' && l.distanceM !== undefined).map(({ deviceId, distanceM = 0 }) => ({ loopId: deviceId, share: 1, travelS: distanceM / APPROACH_MPS, storageVeh: distanceM / CAR_M }));
    const green = Object.fromEntries(stages.filter((s) => s.groups.includes(lane.signalGroup)).map((s) => [s.id, 'protected' as const]));
    return { id: lane.id, streams: [green], stopLoop: lane.loops.find((l) => l.role === 'stop')?.deviceId ?? null, waitLoops: [], upstream, feeders: [] };
  }));
}

const sectionLanes = (config: JunctionConfig, section: TacticalSection): readonly Lane[] => section.lanes ?? lanesOf(config);

/** The junction as the tactical rules want it: stages by index. */
export function tacticalLayout(config: JunctionConfig, section: TacticalSection): TacticalJunction {
  const stageIds = config.stages.map((s) => s.id);
  return {
    id: config.id, stageIds, minGreenS: section.minGreenS,
    clearanceS: config.stages.map((from) => config.stages.map((to) => section.clearanceS?.[from.id]?.[to.id] ?? interstageS(config, from, to))),
    lanes: sectionLanes(config, section).map((lane) => ({ ...lane, streams: lane.streams.map((stream) => ({ green: stageIds.map((id) => stream[id] ?? 'red') })) })),
  };
}

/** What the schema cannot see in a tactical section, one sentence each. */
export function tacticalProblems(config: JunctionConfig): string[] {
  const { tactical } = config;
  if (tactical === undefined) return [];
  const stages = new Set(config.stages.map((s) => s.id));
  const lanes = sectionLanes(config, tactical);
  const unknown = [...new Set([
    ...lanes.flatMap((l) => l.streams.flatMap((s) => Object.keys(s))),
    ...Object.entries(tactical.clearanceS ?? {}).flatMap(([from, row]) => [from, ...Object.keys(row)]),
  ])].filter((id) => !stages.has(id));
  const dark = lanes.filter((l) => l.streams.every((s) => Object.keys(s).length === 0));
  const twice = lanes.filter((l, i) => lanes.findIndex((o) => o.id === l.id) < i);
  return [
    ...unknown.map((id) => `tactical: stage ${id} is not one of the junction's`),
    ...dark.map((l) => `tactical: lane ${l.id} is never green`),
    ...twice.map((l) => `tactical: lane ${l.id} stands there twice`),
  ];
}
