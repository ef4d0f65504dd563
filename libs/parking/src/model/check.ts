import { openingHoursProblem } from '../hours/schedule.js';
import { isTimeZone } from '../hours/zone.js';
import { thresholdProblems } from '../status/thresholds.js';
import { TOTAL_AUDIENCE, type AudienceConfig, type FacilityConfig } from './config.js';

const LOCAL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

function audienceProblems(a: AudienceConfig): string[] {
  const found = thresholdProblems(a.thresholds);
  if (!isCount(a.capacity)) found.push('capacity must be a whole number >= 0');
  for (const key of ['plausibilityMargin', 'contradictionTolerance', 'minOffsetVehicles'] as const) {
    if (!(a[key] >= 0)) found.push(`${key} must be >= 0`);
  }
  if (!(a.overnightSigma > 0)) found.push('overnightSigma must be > 0');
  if (a.overnightOccupied !== null && !isCount(a.overnightOccupied)) found.push('overnightOccupied must be a whole number >= 0');
  return found.map((problem) => `audience ${a.id}: ${problem}`);
}

function audienceListProblems(config: FacilityConfig): string[] {
  const ids = config.audiences.map((a) => a.id);
  const found: string[] = [];
  if (ids.length === 0) found.push('needs at least one audience');
  if (ids.includes(TOTAL_AUDIENCE)) found.push(`audience id "${TOTAL_AUDIENCE}" is reserved`);
  if (new Set(ids).size !== ids.length) found.push('audience ids must differ');
  if (ids.length > 0 && !ids.includes(config.publicAudience)) {
    found.push(`publicAudience "${config.publicAudience}" is not an audience`);
  }
  return found;
}

function evidenceProblems(config: FacilityConfig): string[] {
  const ids = new Set([...config.audiences.map((a) => a.id), TOTAL_AUDIENCE]);
  const seen = new Set<string>();
  const found: string[] = [];
  for (const e of config.evidence) {
    if (seen.has(e.counterId)) found.push(`counter ${e.counterId}: listed twice`);
    seen.add(e.counterId);
    if (!ids.has(e.audience)) found.push(`counter ${e.counterId}: unknown audience "${e.audience}"`);
    if (e.modulus !== null && !(e.modulus > 1)) found.push(`counter ${e.counterId}: modulus must be above 1`);
    if (!(e.maxVehiclesPerMinute > 0)) found.push(`counter ${e.counterId}: maxVehiclesPerMinute must be > 0`);
  }
  return found;
}

function rangeProblems(config: FacilityConfig): string[] {
  const ranges: [string, number, number, number][] = [
    ['dwellSeconds', config.dwellSeconds, 0, 86_400],
    ['staleSeconds', config.staleSeconds, 1, 86_400],
    ['spaceStaleSeconds', config.spaceStaleSeconds, 1, 31 * 86_400],
    ['spaceHeartbeatSeconds', config.spaceHeartbeatSeconds ?? 60, 60, 7 * 86_400],
    ['minSpacesReportingPct', config.minSpacesReportingPct, 1, 100],
    ['clockToleranceSeconds', config.clockToleranceSeconds, 0, 86_400],
    ['estimate.maxAgeSeconds', config.estimate.maxAgeSeconds, 0, 86_400],
    ['estimate.learningRate', config.estimate.learningRate, 0.01, 1],
    ['trend.windowSeconds', config.trend.windowSeconds, 60, 7200],
    ['trend.pctPerHour', config.trend.pctPerHour, 0.1, 1000],
    ['drift.minConfidence', config.drift.minConfidence, 0, 1],
    ['drift.minSamples', config.drift.minSamples, 1, 1000],
    ['drift.settleSeconds', config.drift.settleSeconds, 0, 86_400],
    ['drift.stableSeconds', config.drift.stableSeconds, 0, 86_400],
  ];
  return ranges.filter(([, v, lo, hi]) => !(v >= lo && v <= hi)).map(([name, , lo, hi]) => `${name} must be ${lo}..${hi}`);
}

function timeProblems(config: FacilityConfig): string[] {
  const found: string[] = [];
  const { from, to } = config.quietHours;
  if (!LOCAL_TIME.test(from) || !LOCAL_TIME.test(to) || from === to) found.push('quietHours must be two different times HH:MM');
  if (!isTimeZone(config.timeZone)) found.push(`timeZone "${config.timeZone}" is unknown`);
  if (config.openingHours !== null) {
    const problem = openingHoursProblem(config.openingHours, config.region);
    if (problem !== null) found.push(`openingHours: ${problem}`);
  }
  return found;
}

/** Everything wrong with a configuration, in words; empty when it is sound. */
export function facilityProblems(config: FacilityConfig): string[] {
  const found: string[] = [];
  if (!isCount(config.capacity)) found.push('capacity must be a whole number >= 0');
  const kinds = new Set(config.precedence);
  if (kinds.size !== 3 || config.precedence.length !== 3) found.push('precedence must name space, absolute and totals once each');
  return [
    ...found,
    ...audienceListProblems(config),
    ...config.audiences.flatMap(audienceProblems),
    ...evidenceProblems(config),
    ...rangeProblems(config),
    ...timeProblems(config),
  ];
}
