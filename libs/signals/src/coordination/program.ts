import type { SignalPlan } from '../model/junction.js';
import { loadLanes } from '../strategic/assess.js';
import { DIRECTIONS, greenMask, longestRun, type Corridor, type Direction, type Section, type Stop } from './corridor.js';
import { shifted } from './bands.js';
import type { GroupParams } from './params.js';

/**
 * Solver of mixed-integer linear programs: text in CPLEX LP format in, values by variable out; `null` when it found no
 * optimum. The caller's: this library brings none. It has to answer the same to the same text.
 */
export type Solver = (lp: string) => Readonly<Record<string, number>> | null;

/** What the program has to know of a direction at a stop: the longest green of the cycle, and what drives. */
interface Side {
  /** Begin of green in seconds of the plan, and its length. */
  readonly beginS: number;
  readonly greenS: number;
  readonly vehPerH: number;
  readonly saturationVehPerH: number;
}
type Sides = Readonly<Record<Direction, Side>>;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function sideOf(stop: Stop, direction: Direction, plan: SignalPlan, params: GroupParams): Side {
  const { startS, lengthS } = longestRun(greenMask(stop, direction, shifted(plan, 0)));
  const lanes = loadLanes(stop.junction, stop.demands, params.assess).filter((l) => stop.lanes[direction].includes(l.laneId));
  return { beginS: startS, greenS: lengthS, vehPerH: sum(lanes.map((l) => l.vehPerH)), saturationVehPerH: sum(lanes.map((l) => l.saturationFlowVehPerH)) };
}

/** Seconds of green until the queue of those who turned in, and not came with the platoon, is gone. */
function clearanceS(from: Side, to: Side, cycleS: number, params: GroupParams): number {
  const turnedIn = Math.max(0, to.vehPerH - from.vehPerH * params.throughShare);
  return Math.min(params.queueShare * to.greenS, (turnedIn * (cycleS - to.greenS)) / Math.max(1, to.saturationVehPerH));
}

const number = (n: number): string => String(Math.round(n * 1000) / 1000);
/** Signed term of a row, with its blanks. */
const term = (factor: number, name: string): string => `${factor < 0 ? '-' : '+'} ${number(Math.abs(factor))} ${name}`;

interface Part {
  readonly objective: readonly string[];
  readonly rows: readonly string[];
  readonly binaries: readonly string[];
}

/**
 * One direction of one section, after Gartner et al. (1991): a band of its own width `b`, centred `w` seconds after the begin
 * of green at its first stop and `v` at its second, within both greens; queues at the second are gone before it comes.
 * Offsets are not bounded to one cycle, so that the way forward needs no integer: `m` counts cycles on the way back only,
 * which is the loop constraint of Little (1966), one integer a section. A band may be given up (`z` = 0): else one without
 * any width would still tie its two greens together, at the cost of the other direction.
 */
function part(direction: Direction, section: number, from: Side, to: Side, travelS: number, cycleS: number, params: GroupParams): Part {
  const tag = `${direction === 'forward' ? 'f' : 'r'}${section}`;
  const [i, j] = direction === 'forward' ? [section, section + 1] : [section + 1, section];
  const loop = direction === 'forward' ? '' : ` ${term(-cycleS, `m${section}`)}`;
  const [free, queueS] = [cycleS, clearanceS(from, to, cycleS, params)];
  return {
    // Wider for whom there are more of; a direction without traffic still gets what costs nobody anything.
    objective: [term(1 + from.vehPerH + to.vehPerH, `b${tag}`)],
    rows: [
      ` ${tag}a: w${tag} - 0.5 b${tag} >= 0`,
      ` ${tag}b: w${tag} + 0.5 b${tag} ${term(free, `z${tag}`)} <= ${number(from.greenS + free)}`,
      ` ${tag}c: v${tag} - 0.5 b${tag} ${term(-queueS, `z${tag}`)} >= 0`,
      ` ${tag}d: v${tag} + 0.5 b${tag} ${term(free, `z${tag}`)} <= ${number(to.greenS + free)}`,
      ` ${tag}z: b${tag} ${term(-Math.min(from.greenS, to.greenS - queueS), `z${tag}`)} <= 0`,
      ` ${tag}l: o${i} + w${tag} - o${j} - v${tag}${loop} = ${number(to.beginS - from.beginS - travelS)}`,
    ],
    binaries: [`z${tag}`],
  };
}

/** Centres lie within two cycles, so the cycles on the way round are those of the travel times, four more or less. */
function loopBound(section: number, { forward, backward }: Section, cycleS: number): string {
  const most = Math.ceil((forward + backward) / cycleS) + 4;
  return ` -${most} <= m${section} <= ${most}`;
}

/** The program as text; equal inputs give equal text. `plans` have one common cycle. */
export function programOf(corridor: Corridor, plans: readonly SignalPlan[], params: GroupParams): string {
  const { cycleS } = plans[0] as SignalPlan;
  const sides = corridor.stops.map((stop, i): Sides => {
    const [forward, backward] = DIRECTIONS.map((d) => sideOf(stop, d, plans[i] as SignalPlan, params));
    return { forward: forward as Side, backward: backward as Side };
  });
  const parts = corridor.sections.flatMap((section, i): Part[] => {
    const [a, b] = [sides[i] as Sides, sides[i + 1] as Sides];
    return [part('forward', i, a.forward, b.forward, section.forward, cycleS, params), part('backward', i, b.backward, a.backward, section.backward, cycleS, params)];
  });
  const integers = corridor.sections.map((_, i) => `m${i}`);
  return [
    'Maximize', ` wave: ${parts.flatMap((p) => p.objective).join(' ')}`,
    'Subject To', ...parts.flatMap((p) => p.rows),
    // The first stop stays where it is: a shift of all together changes nothing.
    'Bounds', ' o0 = 0', ...corridor.sections.map((_, i) => ` o${i + 1} free`), ...corridor.sections.map((s, i) => loopBound(i, s, cycleS)),
    'Generals', ` ${integers.join(' ')}`, 'Binaries', ` ${parts.flatMap((p) => p.binaries).join(' ')}`, 'End', '',
  ].join('\n');
}

/** Plans with the offsets of widest weighted bands, whole seconds, the first one's kept; `null` when the solver gave none. */
export function coordinate(corridor: Corridor, plans: readonly SignalPlan[], solve: Solver, params: GroupParams): SignalPlan[] | null {
  const values = solve(programOf(corridor, plans, params));
  if (values === null) return null;
  const offsets = plans.map((_, i) => values[`o${i}`]);
  if (!offsets.every((o): o is number => Number.isFinite(o))) return null;
  const { offsetS } = plans[0] as SignalPlan;
  return plans.map((plan, i) => shifted(plan, offsetS + Math.round(offsets[i] as number)));
}
