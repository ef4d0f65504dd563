import { TOTAL_AUDIENCE, type AudienceConfig, type EvidenceConfig, type EvidenceKind, type FacilityConfig } from './config.js';

/** Index over a configuration: what every reading needs, looked up in constant time. */
export interface CompiledAudience {
  readonly config: AudienceConfig;
  /** Absolute counters of the whole audience in order of trust, and those of parts. */
  readonly wholes: readonly EvidenceConfig[];
  readonly parts: readonly EvidenceConfig[];
  readonly totals: readonly EvidenceConfig[];
  /** Number of single spaces with a sensor. */
  readonly spaces: number;
  /** The kind of counter whose drift is followed: the most trusted one that is not single spaces; null = none. */
  readonly counterKind: 'absolute' | 'totals' | null;
}

export interface CompiledFacility {
  readonly config: FacilityConfig;
  readonly evidence: ReadonlyMap<string, EvidenceConfig>;
  /** Configured audiences, then `total` where it has evidence of its own. */
  readonly audiences: readonly CompiledAudience[];
  readonly byId: ReadonlyMap<string, CompiledAudience>;
}

function compileAudience(config: AudienceConfig, all: readonly EvidenceConfig[], precedence: readonly EvidenceKind[]): CompiledAudience {
  const own = all.filter((e) => e.audience === config.id);
  const absolute = own.filter((e) => e.kind === 'absolute');
  const totals = own.filter((e) => e.kind === 'totals');
  const has = { absolute: absolute.length > 0, totals: totals.length > 0, space: false };
  const counterKind = precedence.find((kind) => has[kind]) ?? null;
  return {
    config,
    wholes: absolute.filter((e) => e.role === 'whole'),
    parts: absolute.filter((e) => e.role === 'part'),
    totals,
    spaces: own.length - absolute.length - totals.length,
    counterKind: counterKind as CompiledAudience['counterKind'],
  };
}

function compileFresh(config: FacilityConfig): CompiledFacility {
  const whole = config.evidence.some((e) => e.audience === TOTAL_AUDIENCE) ? [config.total] : [];
  const audiences = [...config.audiences, ...whole].map((a) => compileAudience(a, config.evidence, config.precedence));
  return {
    config,
    evidence: new Map(config.evidence.map((e) => [e.counterId, e])),
    audiences,
    byId: new Map(audiences.map((a) => [a.config.id, a])),
  };
}

const memo = new WeakMap<FacilityConfig, CompiledFacility>();

/** Compiled once per configuration object; a pure cache. */
export function compile(config: FacilityConfig): CompiledFacility {
  const known = memo.get(config);
  if (known !== undefined) return known;
  const made = compileFresh(config);
  memo.set(config, made);
  return made;
}
