import type { LaneDemand } from '../demand/lane-demand.js';

/** What a plan has to carry beyond what was measured. */
export interface DesignParams {
  /** Factor for the hour in which a plan may stay: demand goes on rising after it was measured. */
  readonly growth: number;
  /** Standard deviations of the count: few vehicles in few minutes say little. */
  readonly deviations: number;
  /** Seconds of counting that a measured flow stands for; twice the time constant of its smoothing. */
  readonly windowS: number;
}

export const DEFAULT_DESIGN_PARAMS: DesignParams = { growth: 1.1, deviations: 1, windowS: 600 };

/**
 * Demand of a lane that greens are laid out for (Bemessungsverkehrsstärke): the measured one, grown, and above what chance may
 * have hidden (counts scatter by their root). Without it the shares follow noise, and a turn that was rare for five minutes gets
 * a green in which its queue blocks the street.
 */
export const designVehPerH = (vehPerH: number, { growth, deviations, windowS }: DesignParams): number => vehPerH * growth + deviations * Math.sqrt((vehPerH * 3600) / windowS);

export const designDemands = (demands: readonly LaneDemand[], params: DesignParams): LaneDemand[] => demands.map((d) => ({ ...d, vehPerH: designVehPerH(d.vehPerH, params) }));
