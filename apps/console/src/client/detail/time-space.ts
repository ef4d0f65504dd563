import type { CorridorConfig, CorridorTiming } from '@wegweiser/contracts';

export const DIRECTIONS = ['forward', 'backward'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** From the bottom of the picture, px. */
interface Row {
  junctionId: string;
  atPx: number;
  /** Begin and end of every green that is in the picture, seconds. */
  greens: Readonly<Record<Direction, readonly { fromS: number; toS: number }[]>>;
}
export interface TimeSpace {
  spanS: number;
  heightPx: number;
  rows: Row[];
  /** Corners of the bands between two stops, seconds and px. */
  bands: { direction: Direction; points: readonly (readonly [number, number])[] }[];
}

const LEAST_GAP_PX = 30;
const LEAST_HEIGHT_PX = 190;
const PAD_PX = 14;

type Span = { startS: number; lengthS: number };

/** Begins of a green or band, cycle after cycle, as far as it or what it reaches is in the picture. */
function repeated({ startS, lengthS }: Span, cycleS: number, spanS: number, reachS = 0): number[] {
  const starts: number[] = [];
  for (let s = startS - cycleS * Math.ceil((startS + lengthS + reachS) / cycleS); s < spanS; s += cycleS) if (s + lengthS + reachS > 0) starts.push(s);
  return starts;
}

const clipped = (fromS: number, lengthS: number, spanS: number): { fromS: number; toS: number }[] => {
  const [from, to] = [Math.max(0, fromS), Math.min(spanS, fromS + lengthS)];
  return to > from ? [{ fromS: from, toS: to }] : [];
};

/**
 * A time-space diagram (Zeit-Weg-Diagramm) of two cycles: distance upwards, true to scale, so that one speed has one slope.
 * Bands are those between two stops each; they leave the picture at its sides.
 */
export function timeSpace(config: CorridorConfig, lengthM: (linkId: string) => number, timing: CorridorTiming): TimeSpace {
  const metres = config.sections.map((s) => Math.max(1, lengthM(s.forward)));
  const perM = Math.max(LEAST_HEIGHT_PX / metres.reduce((a, b) => a + b, 0), LEAST_GAP_PX / Math.min(...metres));
  const at = metres.reduce<number[]>((rows, m) => [...rows, (rows.at(-1) ?? 0) + m * perM], [PAD_PX]);
  const spanS = 2 * Math.max(...timing.stops.map((s) => s.plan.cycleS));
  const rows = timing.stops.map((stop, i): Row => {
    const greensOf = (direction: Direction) => stop[direction].flatMap((g) => repeated(g, stop.plan.cycleS, spanS).flatMap((fromS) => clipped(fromS, g.lengthS, spanS)));
    return { junctionId: stop.junctionId, atPx: at[i] ?? 0, greens: { forward: greensOf('forward'), backward: greensOf('backward') } };
  });
  return { spanS, heightPx: (at.at(-1) ?? 0) + 2 * PAD_PX, rows, bands: bandsOf(config, lengthM, timing, at, spanS) };
}

function bandsOf(config: CorridorConfig, lengthM: (linkId: string) => number, { cycleS, bands }: CorridorTiming, at: readonly number[], spanS: number): TimeSpace['bands'] {
  if (cycleS === null || bands === null) return [];
  const last = config.sections.length - 1;
  const one = (direction: Direction, span: Span, k: number): TimeSpace['bands'] => {
    // In the order of travel: the way back begins at the last stop.
    const i = direction === 'forward' ? k : last - k;
    const section = config.sections[i];
    if (section === undefined || span.lengthS === 0) return [];
    const travelS = (lengthM(section[direction]) * 3.6) / section.progressionKmh;
    const [low, high] = [at[i] ?? 0, at[i + 1] ?? 0];
    const [from, to] = direction === 'forward' ? [low, high] : [high, low];
    return repeated(span, cycleS, spanS, travelS).map((s) => ({ direction, points: [[s, from], [s + span.lengthS, from], [s + span.lengthS + travelS, to], [s + travelS, to]] as const }));
  };
  return [...bands.forwardSections.flatMap((span, k) => one('forward', span, k)), ...bands.backwardSections.flatMap((span, k) => one('backward', span, k))];
}
