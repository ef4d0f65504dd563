import { indexOf } from '../model/index-of.js';
import type { Arm, JunctionModel, Lane } from '../model/junction.js';
import type { JunctionDemand, LaneFlowState } from './demand.js';

/** measured: own loops. sibling: mean of lanes of the same arm and signal group. none: nobody knows, counts as 0. */
export type DemandBasis = 'measured' | 'sibling' | 'none';

/** Demand of one lane as the strategic level uses it, with what an operator needs to judge it. */
export interface LaneDemand {
  readonly laneId: string;
  readonly armId: string;
  readonly vehPerH: number;
  readonly heavyShare: number | null;
  readonly occupancyPct: number | null;
  /** Since the end of the last interval with a value; of a sibling's for `sibling`; `null` = never. */
  readonly ageMs: number | null;
  /** 0..1 */
  readonly completeness: number;
  readonly basis: DemandBasis;
  /** The loop shows a standing queue: true demand is above what passes (see `withQueues`). */
  readonly queueing: boolean;
  /** Vehicles per hour of green, by stage; left out where nobody measured them (`MeasuredLane`). */
  readonly dischargeVehPerH?: Readonly<Record<string, number>> | undefined;
}

export interface TrustParams {
  /** A lane that was not measured for longer is not known any more. */
  readonly maxAgeS: number;
  readonly minCompleteness: number;
  /** Share of the lanes that must be measured themselves. */
  readonly minMeasuredShare: number;
}

export const DEFAULT_TRUST_PARAMS: TrustParams = { maxAgeS: 180, minCompleteness: 0.6, minMeasuredShare: 0.75 };

/** Lanes of motor traffic; bicycles and public transport keep their minimum greens and are not optimised for. */
export function motorLanes(model: JunctionModel): { lane: Lane; arm: Arm }[] {
  const { lanes, groups } = indexOf(model);
  return lanes.filter(({ lane }) => groups.get(lane.signalGroup)?.kind === 'vehicle');
}

interface Known {
  readonly flow: LaneFlowState & { readonly vehPerH: number; readonly measuredMs: number };
}

function knownFlow(demand: JunctionDemand, laneId: string, nowMs: number, params: TrustParams): Known | null {
  const flow = demand.lanes[laneId];
  if (flow === undefined || flow.vehPerH === null || flow.measuredMs === null) return null;
  if (nowMs - flow.measuredMs > params.maxAgeS * 1000 || flow.completeness < params.minCompleteness) return null;
  return { flow: { ...flow, vehPerH: flow.vehPerH, measuredMs: flow.measuredMs } };
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Demand of every motor lane at an instant; lanes without trustworthy data borrow from their siblings. */
export function laneDemands(model: JunctionModel, demand: JunctionDemand, nowMs: number, params: TrustParams = DEFAULT_TRUST_PARAMS): LaneDemand[] {
  const lanes = motorLanes(model).map((entry) => ({ ...entry, known: knownFlow(demand, entry.lane.id, nowMs, params) }));
  return lanes.map(({ lane, arm, known }) => {
    const base = { laneId: lane.id, armId: arm.id, queueing: false };
    if (known !== null) {
      const { vehPerH, heavyShare, occupancyPct, completeness, measuredMs } = known.flow;
      return { ...base, vehPerH, heavyShare, occupancyPct, completeness, ageMs: nowMs - measuredMs, basis: 'measured' };
    }
    const siblings = lanes.filter((other) => other.arm.id === arm.id && other.lane.signalGroup === lane.signalGroup);
    const flows = siblings.flatMap((s) => (s.known === null ? [] : [s.known.flow]));
    if (flows.length === 0) return { ...base, ...unknownDemand(demand, lane.id, nowMs), basis: 'none' };
    return {
      ...base,
      vehPerH: mean(flows.map((f) => f.vehPerH)),
      heavyShare: null,
      occupancyPct: null,
      completeness: Math.min(...flows.map((f) => f.completeness)),
      ageMs: nowMs - Math.min(...flows.map((f) => f.measuredMs)),
      basis: 'sibling',
    };
  });
}

function unknownDemand(demand: JunctionDemand, laneId: string, nowMs: number): Pick<LaneDemand, 'vehPerH' | 'heavyShare' | 'occupancyPct' | 'completeness' | 'ageMs'> {
  const flow = demand.lanes[laneId];
  const ageMs = flow === undefined || flow.measuredMs === null ? null : nowMs - flow.measuredMs;
  return { vehPerH: 0, heavyShare: null, occupancyPct: null, completeness: flow?.completeness ?? 0, ageMs };
}

/** Why the demand cannot carry a recommendation; `null` when it can. */
export type DemandDoubt =
  | { readonly code: 'demandStale'; readonly lanes: readonly string[] }
  | { readonly code: 'demandIncomplete'; readonly lanes: readonly string[] }
  | { readonly code: 'tooFewMeasured'; readonly lanes: readonly string[]; readonly share: number };

/** Every lane known, at least by a sibling, and enough of them by themselves. Stale outranks incomplete. */
export function demandDoubt(lanes: readonly LaneDemand[], params: TrustParams = DEFAULT_TRUST_PARAMS): DemandDoubt | null {
  const missing = lanes.filter((l) => l.basis === 'none');
  const stale = missing.filter((l) => l.ageMs === null || l.ageMs > params.maxAgeS * 1000);
  if (stale.length > 0) return { code: 'demandStale', lanes: stale.map((l) => l.laneId) };
  if (missing.length > 0) return { code: 'demandIncomplete', lanes: missing.map((l) => l.laneId) };
  const borrowed = lanes.filter((l) => l.basis === 'sibling');
  const share = 1 - borrowed.length / Math.max(1, lanes.length);
  return share < params.minMeasuredShare ? { code: 'tooFewMeasured', lanes: borrowed.map((l) => l.laneId), share } : null;
}
