import { DEFAULT_TRUST_PARAMS, type TrustParams } from '../demand/lane-demand.js';
import { DEFAULT_SATURATION_PARAMS, type SaturationFlowParams } from '../demand/saturation-flow.js';
import { DEFAULT_DESIGN_PARAMS, type DesignParams } from './design-demand.js';

export interface AssessParams {
  /** Effective green beyond shown green, seconds (HBS 2015, S4: 1 s). */
  readonly greenGainS: number;
  /** The same where the discharge of a moving queue was measured: 2 s of each start are lost, 1 s of amber is used. */
  readonly measuredGainS: number;
  /** Period of the delay formula, hours (HCM: 0.25). */
  readonly periodH: number;
  readonly saturationFlow: SaturationFlowParams;
}

export interface QueueParams {
  /** Smoothed loop occupancy from which a lane near capacity is taken to hide a queue, %. */
  readonly occupancyPct: number;
  /** Saturation with the running plan from which that holds. */
  readonly saturation: number;
  /** Demand of such a lane as a multiple of what passes. */
  readonly factor: number;
}

export interface RecommendParams extends AssessParams {
  readonly trust: TrustParams;
  readonly queue: QueueParams;
  readonly design: DesignParams;
  /**
   * Part of each running green and of each configured one that a new plan keeps, 0..1: what was cut to fit a quiet quarter of an hour cannot take the busy one after it.
   */
  readonly keepPart: number;
  /** The same of the configured greens where turners give way and nobody measures what their lanes discharge: they were laid out by somebody who knew how many turn. */
  readonly keepConfiguredPart: number;
  /** A stage is not made shorter than that, seconds, unless it runs shorter. */
  readonly minStageS: number;
  /** Keep the running cycle, as in a coordinated group; only the splits move. */
  readonly keepCycle: boolean;
  /** Saturation for which the shortest sufficient cycle is tried beside Webster's. */
  readonly practicalSaturation: number;
  /** A recommendation has to gain all three: seconds per vehicle, per cent of the delay, vehicle hours per hour. */
  readonly minGainS: number;
  readonly minGainPct: number;
  readonly minGainVehHPerH: number;
  /** How long a proposal may be accepted, seconds. */
  readonly proposalTtlS: number;
}

export const DEFAULT_ASSESS_PARAMS: AssessParams = { greenGainS: 1, measuredGainS: -1, periodH: 0.25, saturationFlow: DEFAULT_SATURATION_PARAMS };

export const DEFAULT_RECOMMEND_PARAMS: RecommendParams = {
  ...DEFAULT_ASSESS_PARAMS,
  trust: DEFAULT_TRUST_PARAMS,
  queue: { occupancyPct: 70, saturation: 0.9, factor: 1.1 },
  design: DEFAULT_DESIGN_PARAMS,
  keepPart: 0.5,
  keepConfiguredPart: 0.7,
  minStageS: 5,
  keepCycle: false,
  practicalSaturation: 0.9,
  minGainS: 2,
  minGainPct: 8,
  minGainVehHPerH: 0.3,
  proposalTtlS: 900,
};
