import { Inject, Injectable } from '@nestjs/common';
import type { City, RankingQuery } from '@wegweiser/contracts';
import { rankTargets, type RankedTarget, type RankFacility } from '@wegweiser/guidance';
import type { Clock } from '@wegweiser/platform';
import type { LiveStore } from '../live/live-store.js';
import { CITY, CLOCK, STORE } from '../platform/tokens.js';

/** Most parkers stay about this long; only tells a garage that closes meanwhile. */
const STAY_SECONDS = 2 * 3600;

/** Asks the guidance rules for a driver's ranking, from configuration and live state. */
@Injectable()
export class Ranking {
  constructor(
    @Inject(CITY) private readonly city: City,
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `null` when the question names no destination. */
  rank(query: RankingQuery): { atMs: number; targets: RankedTarget[] } | null {
    const place = this.city.places.find((p) => p.id === query.place)?.position;
    const [lon, lat] = place ?? [query.lon, query.lat];
    if (lon === undefined || lat === undefined) return null;
    const nowMs = this.clock.now();
    const targets = rankTargets(
      this.facilities(),
      {
        lat, lon,
        needs: { audience: query.audience, vehicleHeightMetres: query.heightM ?? null, maxWalkMetres: null },
        arrivalInSeconds: 0, staySeconds: STAY_SECONDS, currentTargetId: null,
      },
      nowMs,
    );
    return { atMs: nowMs, targets: [...targets] };
  }

  private facilities(): RankFacility[] {
    return this.city.facilities.flatMap((config): RankFacility[] => {
      const state = this.store.find('facilities', config.id);
      if (state === undefined) return [];
      const audiences = Object.fromEntries(state.audiences.map((a) => [a.id, { vacant: a.vacant, capacity: a.capacity, status: a.status, quality: a.quality, measuredAtMs: a.measuredAtMs }]));
      const closes = state.nextOpeningChange?.to === 'closed' ? state.nextOpeningChange.atMs : null;
      return [{
        facilityId: config.id, lon: config.position[0], lat: config.position[1], status: state.status, audiences,
        closesAtMs: closes, heightLimitMetres: config.heightLimitM ?? null, centPerHour: config.tariff?.centPerHour ?? null,
      }];
    });
  }
}
