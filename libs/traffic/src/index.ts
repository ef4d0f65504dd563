export { LOOP_QUANTITIES } from './quantity.js';
export type {
  ContradictionRule, DetectorFault, LaneValue, LaneValues, LoopQuantity, MaxRule, MissingReason, RuleId, ValueFlag,
} from './quantity.js';
export type { LoopInterval, LoopStatus } from './interval.js';
export type {
  ConstancyLimits, FaultLimit, FaultLimits, LaneLimits, MaxLimit, MaxMode, MaxQuantity, OutageLimits, QualityFactors,
  SubstitutionLimits, TrustLimits,
} from './limits.js';
export { CITY_FAULTS, CITY_LANE_LIMITS, IRIS_MAINLINE_FAULTS, MARZ_LANE_LIMITS } from './defaults.js';
export { createLaneState, isRaised, LANE_ALARMS } from './lane-state.js';
export type { LaneAlarm, LaneState } from './lane-state.js';
export type { LanePublished } from './published.js';
export { lastPublished } from './lane-published.js';
export { fromVersion1 } from './lane-version-1.js';
export type { LaneStateVersion1 } from './lane-version-1.js';
export { applyInterval, heardMs, tickLane } from './lane.js';
export type { LaneApplied, LaneLate, LaneRejected, LaneResult, LaneTick } from './lane.js';
export type { LaneSmoothed } from './lane-output.js';
export { heavyVehicleWeight, MARZ_FLOW_WEIGHTS, weightedFlowVehPerH } from './weighting.js';
export type { FlowWeights } from './weighting.js';
export { stepSmoothing } from './smoothing.js';
export type { SmoothingLimits, SmoothingParams, SmoothingState } from './smoothing.js';
export { addToAggregate, AGGREGATION_MINUTES, closeAggregate, createAggregate } from './aggregation.js';
export type { Aggregate, AggregateState, AggregationMinutes } from './aggregation.js';
export { isWorse, levelWithHysteresis, marzLevel } from './level-of-service.js';
export type { LevelHysteresis, LevelOfService, LevelThresholds } from './level-of-service.js';
export { cityLinkParams } from './link-params.js';
export type { LinkParams } from './link-params.js';
export type { LinkBasis } from './combine-lanes.js';
export { applyLanes, createLinkState, tickLink } from './link.js';
export type { LinkApplied, LinkResult, LinkState, LinkTick } from './link.js';
export { LINK_NUMBERS, linkFromNumbers, linkNumbers } from './link-numbers.js';
export { routeTravelTimeSeconds, travelTimeSeconds } from './travel-time.js';
export { divert, LANE_CAPACITY_VEH_PER_H } from './what-if/divert.js';
export type { ClosedLink, DivertedLink, TypicalLink } from './what-if/divert.js';
