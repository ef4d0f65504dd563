import { Inject, Injectable } from '@nestjs/common';
import type { City, FacilityConfig, FacilityState, GuidanceQuestion, RankingQuery, Trip } from '@wegweiser/contracts';
import { advise, distanceMetres, rankTargets, type Advised, type RankedTarget, type RankFacility, type Way } from '@wegweiser/guidance';
import type { Clock } from '@wegweiser/platform';
import type { LiveStore } from '../live/live-store.js';
import { driveSeconds } from '../live/outlook.js';
import { CITY, CLOCK, STORE } from '../platform/tokens.js';
import { Outlooks } from './outlooks.js';
import { PromiseBook } from './promise-book.js';

/** Most parkers stay about this long; tells a garage that closes meanwhile, and what it costs. */
const STAY_SECONDS = 2 * 3600;
/** Of a car that does not say where it is. */
const USUAL_DRIVE_SECONDS = 600;
const DETOUR_FACTOR = 1.3;
const WALK_METRES_PER_SECOND = 75 / 60;
/** What a euro weighs against time at the wheel. */
const SECONDS_PER_CENT = 1.2;
const ASK_AGAIN_SECONDS = 30;
/** A promise counts for this before anything was learned. */
const WORTH = 0.97;
/** Destinations closer to each other than about 100 m ask the same. */
const CELL_DEGREES = 0.001;

interface Asked {
  to: { lat: number; lon: number };
  from: { lat: number; lon: number } | null;
  audience: string;
  heightM: number | null;
  spread: number;
  tried: readonly string[];
  trip: Trip | null;
}
interface Found {
  config: FacilityConfig;
  state: FacilityState;
}
export interface Guided {
  atMs: number;
  targets: RankedTarget[];
  trip: Trip | null;
  askAgainSeconds: number;
}

/** Asks the guidance rules for a driver's ranking, from configuration, live state, forecast and promises. */
@Injectable()
export class Ranking {
  constructor(
    @Inject(CITY) private readonly city: City,
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Outlooks) private readonly outlooks: Outlooks,
    @Inject(PromiseBook) private readonly book: PromiseBook,
  ) {}

  /** `null` when the question names no destination. */
  rank(query: RankingQuery): { atMs: number; targets: RankedTarget[] } | null {
    const to = this.destination(query);
    if (to === null) return null;
    const nowMs = this.clock.now();
    const { targets } = this.judge({ to, from: null, audience: query.audience, heightM: query.heightM ?? null, spread: 0, tried: [], trip: null }, nowMs);
    return { atMs: nowMs, targets };
  }

  /**
   * The ranking, and a promise for its first target - or for the one that the driver chose - in place of the trip's last
   * one. `null` when the question names no destination.
   */
  guide(question: GuidanceQuestion): Guided | null {
    const to = this.destination(question);
    if (to === null) return null;
    const nowMs = this.clock.now();
    const trip = this.tripOf(question);
    if (trip !== null) this.book.withdraw(trip.facilityId, trip.dueMs, this.worth(trip.facilityId));
    const asked = { to, from: question.from ?? null, audience: question.audience, heightM: question.heightM ?? null, spread: question.spread, tried: question.tried, trip };
    const { targets, drives } = this.judge(asked, nowMs);
    return { atMs: nowMs, targets, trip: question.follow ? this.promise(question, targets, drives, trip, nowMs) : null, askAgainSeconds: ASK_AGAIN_SECONDS };
  }

  private tripOf({ trip }: GuidanceQuestion): Trip | null {
    return trip !== undefined && this.city.facilities.some((f) => f.id === trip.facilityId) ? trip : null;
  }

  private promise(question: GuidanceQuestion, targets: readonly RankedTarget[], drives: ReadonlyMap<string, number>, before: Trip | null, nowMs: number): Trip | null {
    const chosen = targets.find((t) => t.facilityId === question.choose) ?? targets[0];
    // Whoever asks for a place by name goes there, whatever is thought of it; nobody else is sent to a closed door.
    if (chosen === undefined || (question.choose !== chosen.facilityId && (chosen.tier === 'closed' || chosen.tier === 'unsuitable'))) return null;
    const { facilityId } = chosen;
    const dueMs = Math.round(nowMs + drives.get(facilityId)! * 1000);
    this.book.give(facilityId, dueMs, this.worth(facilityId));
    return { facilityId, dueMs, sinceMs: before?.facilityId === facilityId ? Math.min(before.sinceMs, nowMs) : nowMs };
  }

  private worth(facilityId: string): number {
    return this.store.find('facilities', facilityId)?.guidance?.compliance.followed ?? WORTH;
  }

  private destination(query: { place?: string | undefined; lat?: number | undefined; lon?: number | undefined }): Asked['to'] | null {
    const place = this.city.places.find((p) => p.id === query.place)?.position;
    const [lon, lat] = place ?? [query.lon, query.lat];
    return lon === undefined || lat === undefined ? null : { lat, lon };
  }

  private judge(asked: Asked, nowMs: number): { targets: RankedTarget[]; drives: Map<string, number> } {
    const found = this.city.facilities.flatMap((config): Found[] => {
      const state = this.store.find('facilities', config.id);
      return state === undefined ? [] : [{ config, state }];
    });
    const ways = found.map((one) => this.wayOf(one, asked, nowMs));
    const { lat, lon } = asked.to;
    const question = `${Math.round(lat / CELL_DEGREES)}:${Math.round(lon / CELL_DEGREES)}:${asked.audience}:${asked.spread}`;
    const advised: Advised[] = advise(ways, question, asked.trip === null ? null : { targetId: asked.trip.facilityId, sinceMs: asked.trip.sinceMs }, nowMs);
    const request = {
      lat, lon,
      needs: { audience: asked.audience, vehicleHeightMetres: asked.heightM, maxWalkMetres: null },
      arrivalInSeconds: 0, staySeconds: STAY_SECONDS, currentTargetId: asked.trip?.facilityId ?? null,
    };
    return { targets: rankTargets(found.map(rankFacility), request, nowMs, undefined, advised), drives: new Map(ways.map((w) => [w.targetId, w.driveSeconds])) };
  }

  private wayOf({ config, state }: Found, asked: Asked, nowMs: number): Way {
    const [lon, lat] = config.position;
    const at = { lon, lat };
    return {
      targetId: config.id,
      driveSeconds: asked.from === null ? USUAL_DRIVE_SECONDS : driveSeconds(asked.from, at),
      walkSeconds: (distanceMetres(asked.to, at) * DETOUR_FACTOR) / WALK_METRES_PER_SECOND,
      priceSeconds: ((config.tariff?.centPerHour ?? 0) * STAY_SECONDS * SECONDS_PER_CENT) / 3600,
      ruledOut: asked.tried.includes(config.id),
      outlook: this.outlooks.of(config, state, asked.audience, nowMs),
    };
  }
}

function rankFacility({ config, state }: Found): RankFacility {
  const audiences = Object.fromEntries(state.audiences.map((a) => [a.id, { vacant: a.vacant, capacity: a.capacity, status: a.status, quality: a.quality, measuredAtMs: a.measuredAtMs }]));
  const closes = state.nextOpeningChange?.to === 'closed' ? state.nextOpeningChange.atMs : null;
  return {
    facilityId: config.id, lon: config.position[0], lat: config.position[1], status: state.status, audiences,
    closesAtMs: closes, heightLimitMetres: config.heightLimitM ?? null, centPerHour: config.tariff?.centPerHour ?? null,
  };
}
