import { deriveThresholds } from '../status/thresholds.js';
import { facilityProblems } from './check.js';
import {
  TOTAL_AUDIENCE,
  type AudienceConfig,
  type AudienceInput,
  type EvidenceConfig,
  type EvidenceInput,
  type FacilityConfig,
  type FacilityConfigInput,
  type ThresholdsInput,
} from './config.js';

/** Thrown with every problem at once. */
export class ParkingConfigError extends Error {
  readonly code = 'parkingConfig';
  constructor(
    readonly facilityId: string,
    readonly problems: readonly string[],
  ) {
    super(`facility ${facilityId}: ${problems.join('; ')}`);
  }
}

function resolveAudience(input: AudienceInput, common: ThresholdsInput | undefined): AudienceConfig {
  const { capacity } = input;
  return {
    plausibilityMargin: Math.max(5, Math.ceil(capacity * 0.1)),
    contradictionTolerance: Math.max(5, Math.ceil(capacity * 0.1)),
    overnightOccupied: null,
    overnightSigma: Math.max(1, capacity * 0.01),
    minOffsetVehicles: Math.max(3, Math.ceil(capacity * 0.02)),
    ...input,
    thresholds: deriveThresholds(capacity, input.thresholds ?? common),
  };
}

/** With one audience alone, a counter of the whole facility is a counter of that audience. */
function resolveEvidence(input: EvidenceInput, audiences: readonly AudienceConfig[]): EvidenceConfig {
  const [only, ...others] = audiences;
  const isOnly = input.audience === TOTAL_AUDIENCE && only !== undefined && others.length === 0;
  return {
    role: 'whole',
    modulus: null,
    maxVehiclesPerMinute: 40,
    baseline: 'fromZero',
    unknownCodes: [-1],
    staleSeconds: null,
    ...input,
    audience: isOnly ? only.id : input.audience,
  };
}

/** Sum of what is known of the parts: the whole is as empty as its parts together are known to be. */
function totalOf(input: FacilityConfigInput, audiences: readonly AudienceConfig[]): AudienceConfig {
  const known = audiences.every((a) => a.overnightOccupied !== null);
  const base: AudienceInput = { id: TOTAL_AUDIENCE, capacity: input.capacity };
  const overnightOccupied = known ? audiences.reduce((sum, a) => sum + Number(a.overnightOccupied), 0) : null;
  return resolveAudience({ ...base, overnightOccupied }, input.thresholds);
}

/**
 * Fills every default and checks the whole.
 * @throws ParkingConfigError with all problems at once.
 */
export function resolveFacilityConfig(input: FacilityConfigInput): FacilityConfig {
  const given: readonly AudienceInput[] = input.audiences ?? [{ id: 'shortStay', capacity: input.capacity }];
  const audiences = given.map((a) => resolveAudience(a, input.thresholds));
  const config: FacilityConfig = {
    publicAudience: (audiences.find((a) => a.id === 'shortStay') ?? audiences[0])?.id ?? '',
    precedence: ['space', 'absolute', 'totals'],
    dwellSeconds: 120,
    staleSeconds: 1800,
    spaceHeartbeatSeconds: null,
    spaceStaleSeconds: input.spaceHeartbeatSeconds == null ? 21_600 : 2 * input.spaceHeartbeatSeconds,
    minSpacesReportingPct: 75,
    openingHours: null,
    timeZone: 'Europe/Berlin',
    quietHours: { from: '03:00', to: '04:30' },
    clockToleranceSeconds: 300,
    ...withoutPartials(input),
    audiences,
    total: totalOf(input, audiences),
    evidence: input.evidence.map((e) => resolveEvidence(e, audiences)),
    region: { countryCode: 'de', state: 'Bayern', lat: 48.77, lon: 11.42, ...input.region },
    estimate: { enabled: true, maxAgeSeconds: 7200, learningRate: 0.3, ...input.estimate },
    trend: { windowSeconds: 600, pctPerHour: 6, ...input.trend },
    drift: { mode: 'propose', minConfidence: 0.9, minSamples: 3, settleSeconds: 3600, stableSeconds: 1800, ...input.drift },
  };
  const problems = facilityProblems(config);
  if (problems.length > 0) throw new ParkingConfigError(input.id, problems);
  return config;
}

function withoutPartials(
  input: FacilityConfigInput,
): Omit<FacilityConfigInput, 'audiences' | 'evidence' | 'region' | 'estimate' | 'trend' | 'drift' | 'thresholds'> {
  const { audiences: _a, evidence: _e, region: _r, estimate: _s, trend: _t, drift: _d, thresholds: _h, ...rest } = input;
  return rest;
}
