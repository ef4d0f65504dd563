import type { JunctionModel, SignalColour, SignalGroup } from '../model/junction.js';

export type Lamps = Readonly<Record<string, SignalColour>>;
type Recording = readonly Lamps[];

const isGreen = (lamps: Lamps | undefined, id: string): boolean => lamps?.[id] === 3;

/** Second after the last green before `t`, `null` when there was none. */
function lastEnd(seconds: Recording, id: string, t: number): number | null {
  for (let s = t - 1; s >= 0; s--) if (isGreen(seconds[s], id)) return s + 1;
  return null;
}

function beginFaults(model: JunctionModel, seconds: Recording, id: string, t: number): string[] {
  return Object.entries(model.intergreensS).flatMap(([clearing, row]) => {
    const [needed, end] = [row[id], lastEnd(seconds, clearing, t)];
    return needed !== undefined && end !== null && t - end < needed ? [`${t}: ${clearing} -> ${id} after ${t - end}, needs ${needed}`] : [];
  });
}

function endFaults(group: SignalGroup, seconds: Recording, t: number): string[] {
  const faults: string[] = [];
  let start = t;
  while (start > 0 && isGreen(seconds[start - 1], group.id)) start--;
  if (start > 0 && t - start < group.minGreenS) faults.push(`${t}: ${group.id} green for ${t - start}`);
  const amber = group.kind === 'vehicle' || group.kind === 'bicycle';
  if (amber && group.amberS > 0 && seconds[t]?.[group.id] !== 2) faults.push(`${t}: ${group.id} without amber`);
  return faults;
}

function groupFaults(model: JunctionModel, group: SignalGroup, seconds: Recording, t: number): string[] {
  const is = isGreen(seconds[t], group.id);
  const was = t > 0 && isGreen(seconds[t - 1], group.id);
  // A red that the recording begins with counts from there, and one that never ends counts all the same.
  const redS = is ? 0 : t + 1 - (lastEnd(seconds, group.id, t) ?? 0);
  const tooRed = group.maxRedS !== undefined && redS > group.maxRedS ? [`${t}: ${group.id} red for ${redS}`] : [];
  const begin = is && !was && t > 0 ? beginFaults(model, seconds, group.id, t) : [];
  return [...tooRed, ...begin, ...(was && !is ? endFaults(group, seconds, t) : [])];
}

function conflictFaults(model: JunctionModel, lamps: Lamps, t: number): string[] {
  const green = model.signalGroups.map((g) => g.id).filter((id) => isGreen(lamps, id));
  return green.flatMap((a) => green.filter((b) => model.intergreensS[a]?.[b] !== undefined).map((b) => `${t}: ${a} and ${b} green`));
}

/**
 * An oracle of its own making: reads a recording of lamps second by second, knows nothing of stages, and shares no code
 * with the safety layer. A green or an intergreen time that the begin of the recording cuts off is not judged.
 */
export const faultsIn = (model: JunctionModel, seconds: Recording): string[] =>
  seconds.flatMap((lamps, t) => [...model.signalGroups.flatMap((g) => groupFaults(model, g, seconds, t)), ...conflictFaults(model, lamps, t)]);
