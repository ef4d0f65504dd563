import { applyParkingReading, createFacilityState, facilityPublic, resolveFacilityConfig, tickFacility } from '../index.js';
import type {
  AudiencePublic,
  FacilityConfig,
  FacilityConfigInput,
  FacilityState,
  ParkingReading,
} from '../index.js';

/** Monday 2026-03-02 12:00 in Berlin. */
export const NOON = Date.UTC(2026, 2, 2, 11);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A garage of 200 spaces with one absolute counter, open day and night. */
export function aFacility(given: Partial<FacilityConfigInput> = {}): FacilityConfig {
  return resolveFacilityConfig({
    id: 'p1',
    capacity: 200,
    evidence: [{ counterId: 'c1', kind: 'absolute', audience: 'shortStay' }],
    ...given,
  });
}

export const aTotalsFacility = (given: Partial<FacilityConfigInput> = {}): FacilityConfig =>
  aFacility({ evidence: [{ counterId: 't1', kind: 'totals', audience: 'shortStay' }], ...given });

/** A lot of `n` single spaces. */
export const aSpaceLot = (n: number, given: Partial<FacilityConfigInput> = {}): FacilityConfig =>
  aFacility({
    capacity: n,
    evidence: Array.from({ length: n }, (_, i) => ({ counterId: `s${i}`, kind: 'space' as const, audience: 'shortStay' })),
    ...given,
  });

/** A facility under test: feeds readings, lets time pass, shows what is published. */
export class Bench {
  state: FacilityState;
  private seq = 0;
  constructor(
    readonly config: FacilityConfig = aFacility(),
    public nowMs: number = NOON,
  ) {
    this.state = createFacilityState(config);
  }

  feed(reading: ParkingReading) {
    return applyParkingReading(this.state, reading, this.config);
  }
  vacant(vacant: number | null, extra: { occupied?: number; capacity?: number; counterId?: string } = {}) {
    return this.feed({ kind: 'absolute', counterId: 'c1', timeMs: this.nowMs, seq: this.seq++, vacant, ...extra });
  }
  occupied(occupied: number | null, counterId = 'c1') {
    return this.feed({ kind: 'absolute', counterId, timeMs: this.nowMs, seq: this.seq++, occupied });
  }
  totals(entries: number, exits: number, counterId = 't1') {
    return this.feed({ kind: 'totals', counterId, timeMs: this.nowMs, seq: this.seq++, entries, exits });
  }
  space(counterId: string, occupied: boolean | null) {
    return this.feed({ kind: 'space', counterId, timeMs: this.nowMs, seq: this.seq++, occupied });
  }
  /** Lets time pass in one step. */
  pass(ms: number) {
    this.nowMs += ms;
    return tickFacility(this.state, this.nowMs, this.config);
  }
  all() {
    return facilityPublic(this.state, this.config, this.nowMs);
  }
  seen(audience = 'shortStay'): AudiencePublic {
    const record = this.all().audiences[audience];
    if (record === undefined) throw new Error(`no audience ${audience}`);
    return record;
  }
}
