import type { JunctionConfig } from '@wegweiser/contracts';
import { interstageS, type TacticalJunction } from '@wegweiser/signals';

export type TacticalSection = NonNullable<JunctionConfig['tactical']>;

/** The junction as the tactical rules want it: stages by index. */
export function tacticalLayout(config: JunctionConfig, section: TacticalSection): TacticalJunction {
  const stageIds = config.stages.map((s) => s.id);
  return {
    id: config.id, stageIds, minGreenS: section.minGreenS,
    clearanceS: config.stages.map((from) => config.stages.map((to) => section.clearanceS?.[from.id]?.[to.id] ?? interstageS(config, from, to))),
    lanes: section.lanes.map((lane) => ({ ...lane, streams: lane.streams.map((stream) => ({ green: stageIds.map((id) => stream[id] ?? 'red') })) })),
  };
}

/** What the schema cannot see in a tactical section, one sentence each. */
export function tacticalProblems(config: JunctionConfig): string[] {
  const { tactical } = config;
  if (tactical === undefined) return [];
  const stages = new Set(config.stages.map((s) => s.id));
  const unknown = [...new Set([
    ...tactical.lanes.flatMap((l) => l.streams.flatMap((s) => Object.keys(s))),
    ...Object.entries(tactical.clearanceS ?? {}).flatMap(([from, row]) => [from, ...Object.keys(row)]),
  ])].filter((id) => !stages.has(id));
  const dark = tactical.lanes.filter((l) => l.streams.every((s) => Object.keys(s).length === 0));
  const twice = tactical.lanes.filter((l, i) => tactical.lanes.findIndex((o) => o.id === l.id) < i);
  return [
    ...unknown.map((id) => `tactical: stage ${id} is not one of the junction's`),
    ...dark.map((l) => `tactical: lane ${l.id} is never green`),
    ...twice.map((l) => `tactical: lane ${l.id} stands there twice`),
  ];
}
