import type { City, FacilityConfig, FacilityState } from '@wegweiser/contracts';
import { lettersOf, prospectOf, spotOf, type Prospect, type RankFacility, type Spot, type Way } from '@wegweiser/guidance';
import type { LiveStore } from '../live/live-store.js';
import type { Outlooks, Spaces } from './outlooks.js';

/** Most parkers stay about this long; tells a garage that closes meanwhile, and what it costs. */
export const STAY_SECONDS = 2 * 3600;
/** What a euro weighs against time at the wheel. */
const SECONDS_PER_CENT = 1.2;

/** A facility whose state is known. */
export interface Found {
  config: FacilityConfig;
  state: FacilityState;
  at: Spot;
  rank: RankFacility;
  spaces: Spaces;
  /** Filled in anew for every question, and read before the next one: thousands ask at once. */
  way: Way;
}

/**
 * What questions of the same moment have in common, worked out once. Nothing is kept beyond what it was made from: every write
 * to the store ends it, and what depends on time ends with the millisecond, so that an answer is the same with and without.
 */
export class Moments {
  private found: readonly Found[] = [];
  private filled: readonly Way[] = [];
  private nowMs = Number.NaN;
  private writes = Number.NaN;
  private readonly prospects = new Map<string, readonly Prospect[]>();

  constructor(private readonly city: City, private readonly store: LiveStore, private readonly outlooks: Outlooks) {}

  /** Facilities as they stand. */
  now(nowMs: number): readonly Found[] {
    const writes = this.store.writes('facilities');
    if (nowMs === this.nowMs && writes === this.writes) return this.found;
    this.prospects.clear();
    if (writes !== this.writes) {
      this.found = this.findAll();
      this.filled = this.found.map(({ way }) => way);
    }
    this.nowMs = nowMs;
    this.writes = writes;
    return this.found;
  }

  /** Those of what `now()` gave last, in its order. */
  ways(): readonly Way[] {
    return this.filled;
  }

  private findAll(): Found[] {
    const before = new Map(this.found.map((one) => [one.state, one]));
    return this.city.facilities.flatMap((config): Found[] => {
      const state = this.store.find('facilities', config.id);
      return state === undefined ? [] : [before.get(state) ?? foundOf(config, state, this.outlooks.at(config))];
    });
  }

  /** What `now()` gave last, for one audience. */
  of(audience: string): readonly Prospect[] {
    const before = this.prospects.get(audience);
    if (before !== undefined) return before;
    const made = this.found.map(({ rank }) => prospectOf(rank, { audience, arrivalInSeconds: 0, staySeconds: STAY_SECONDS }, this.nowMs));
    this.prospects.set(audience, made);
    return made;
  }
}

function foundOf(config: FacilityConfig, state: FacilityState, spaces: Spaces): Found {
  const [lon, lat] = config.position;
  const priceSeconds = ((config.tariff?.centPerHour ?? 0) * STAY_SECONDS * SECONDS_PER_CENT) / 3600;
  const way = { targetId: config.id, letters: lettersOf(config.id), driveSeconds: 0, walkSeconds: 0, priceSeconds, ruledOut: false, outlook: null };
  return { config, state, at: spotOf({ lat, lon }), way, rank: rankFacility(config, state), spaces };
}

function rankFacility(config: FacilityConfig, state: FacilityState): RankFacility {
  const audiences = Object.fromEntries(state.audiences.map((a) => [a.id, { vacant: a.vacant, capacity: a.capacity, status: a.status, quality: a.quality, measuredAtMs: a.measuredAtMs }]));
  const closes = state.nextOpeningChange?.to === 'closed' ? state.nextOpeningChange.atMs : null;
  return {
    facilityId: config.id, lon: config.position[0], lat: config.position[1], status: state.status, audiences,
    closesAtMs: closes, heightLimitMetres: config.heightLimitM ?? null, centPerHour: config.tariff?.centPerHour ?? null,
  };
}
