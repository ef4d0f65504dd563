import { Inject, Injectable } from '@nestjs/common';
import type { City, GuidanceAccount, GuidanceQuestion, RankingQuery, Trip } from '@wegweiser/contracts';
import { accountOf, advise, DEFAULT_ADVICE, drivenSeconds, metresBetween, rankProspects, spotOf, wishOf, type Advised, type RankedTarget, type Spot, type Told, type Way } from '@wegweiser/guidance';
import type { Clock } from '@wegweiser/platform';
import type { LiveStore } from '../live/live-store.js';
import { driveSeconds, driveSecondsFor } from '../live/outlook.js';
import { CITY, CLOCK, STORE } from '../platform/tokens.js';
import { Moments, STAY_SECONDS, type Found } from './moments.js';
import { Outlooks } from './outlooks.js';
import { Paces } from './paces.js';
import { PromiseBook } from './promise-book.js';

/** Of a car that does not say where it is. */
const USUAL_DRIVE_SECONDS = 600;
const DETOUR_FACTOR = 1.3;
const WALK_METRES_PER_SECOND = 75 / 60;
const ASK_AGAIN_SECONDS = 30;
/** A promise counts for this before anything was learned. */
const WORTH = 0.97;
/** Destinations closer to each other than about 100 m ask the same. */
const CELL_DEGREES = 0.001;

const rounded = (degrees: number): number => Math.round(degrees / CELL_DEGREES) * CELL_DEGREES;

interface Asked {
  to: { lat: number; lon: number };
  from: { lat: number; lon: number } | null;
  audience: string;
  heightM: number | null;
  spread: number;
  tried: readonly string[];
  trip: Trip | null;
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
  private readonly moments: Moments;
  /** Of the question that is being answered; written over by the next one. */
  private readonly advised: Advised[] = [];

  constructor(
    @Inject(CITY) private readonly city: City,
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Outlooks) outlooks: Outlooks,
    @Inject(PromiseBook) private readonly book: PromiseBook,
    @Inject(Paces) private readonly paces: Paces,
  ) {
    this.moments = new Moments(city, store, outlooks);
  }

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
   * one. `null` when the question names no destination. `heard`: the car has just said where it is; else somebody looks again at
   * what it said then.
   */
  guide(question: GuidanceQuestion, heard = true): Guided | null {
    const to = this.destination(question);
    if (to === null) return null;
    const nowMs = this.clock.now();
    const trip = this.tripOf(question);
    if (trip !== null) this.book.withdraw(trip.facilityId, trip.dueMs, this.worth(trip.facilityId), nowMs);
    if (heard) this.learn(question, trip, nowMs);
    const { targets, ways } = this.judge(askedBy(question, to, trip), nowMs);
    if (!question.follow) return { atMs: nowMs, targets, trip: null, askAgainSeconds: ASK_AGAIN_SECONDS };
    const wish = trip === null ? wishOf(ways) : null;
    if (wish !== null) this.book.wish(wish);
    const next = this.promise(question, targets, ways, trip, nowMs);
    return { atMs: nowMs, targets, trip: next === null ? null : withWay(next, question.from, ways, trip, heard ? nowMs : null), askAgainSeconds: ASK_AGAIN_SECONDS };
  }

  /** The garage that `guide` would send to, found without touching any promise; `null` where it would send nowhere. */
  first(question: GuidanceQuestion): string | null {
    const to = this.destination(question);
    if (to === null) return null;
    const [best] = this.judge(askedBy(question, to, this.tripOf(question)), this.clock.now(), true).targets;
    return best === undefined || isShut(best) ? null : best.facilityId;
  }

  /** What the answer to this question is made of, as if the trip's own promise were taken back; no promise is touched. */
  why(question: GuidanceQuestion): GuidanceAccount | null {
    const to = this.destination(question);
    if (to === null) return null;
    const [nowMs, trip] = [this.clock.now(), this.tripOf(question)];
    const { targets, ways, advised } = this.judge(askedBy(question, to, trip), nowMs, true);
    const of = new Map(advised.map((one) => [one.targetId, one]));
    const [first] = advised;
    return {
      atMs: nowMs,
      keptPlace: first !== undefined && first.targetId === trip?.facilityId && advised.some((one) => !one.ruledOut && one.scoreSeconds < first.scoreSeconds),
      targets: targets.map(({ facilityId, rank, tier }) => {
        const way = ways.find(({ targetId }) => targetId === facilityId)!;
        const { targetId: _, ...account } = accountOf(way, of.get(facilityId)!);
        return { facilityId, rank, tier, tried: way.ruledOut, ...account };
      }),
    };
  }

  private tripOf({ trip }: GuidanceQuestion): Trip | null {
    return trip !== undefined && this.city.facilities.some((f) => f.id === trip.facilityId) ? trip : null;
  }

  /** A car under way says where it is now: how long it took to come so much nearer is learned for those who come after it. */
  private learn({ from }: GuidanceQuestion, trip: Trip | null, nowMs: number): void {
    const config = this.city.facilities.find(({ id }) => id === trip?.facilityId);
    if (from === undefined || trip?.way === undefined || config === undefined) return;
    const { way } = trip;
    const [lon, lat] = config.position;
    const driven = { takenSeconds: (nowMs - way.askedMs) / 1000, nearerSeconds: way.driveSeconds - driveSeconds(from, { lat, lon }) };
    this.paces.learn(this.toldFrom(spotOf(way.from), nowMs), trip.facilityId, driven, nowMs);
  }

  /** What is said of the ways from a place. */
  private toldFrom(from: Spot, nowMs: number): Told[] {
    return this.moments.now(nowMs).map(({ config, at }) => ({ targetId: config.id, driveSeconds: driveSecondsFor(metresBetween(from, at)) }));
  }

  private promise(question: GuidanceQuestion, targets: readonly RankedTarget[], ways: readonly Way[], before: Trip | null, nowMs: number): Trip | null {
    const chosen = (question.choose === undefined ? undefined : targets.find((t) => t.facilityId === question.choose)) ?? targets[0];
    // Whoever asks for a place by name goes there, whatever is thought of it; nobody else is sent to a closed door.
    if (chosen === undefined || (question.choose !== chosen.facilityId && isShut(chosen))) return null;
    const { facilityId } = chosen;
    const dueMs = Math.round(nowMs + driveTo(ways, facilityId) * 1000);
    this.book.give(facilityId, dueMs, this.worth(facilityId), nowMs);
    return { facilityId, dueMs, sinceMs: before?.facilityId === facilityId ? Math.min(before.sinceMs, nowMs) : nowMs };
  }

  private worth(facilityId: string): number {
    return this.store.find('facilities', facilityId)?.guidance?.compliance.followed ?? WORTH;
  }

  private destination(query: { place?: string | undefined; lat?: number | undefined; lon?: number | undefined }): Asked['to'] | null {
    const place = query.place === undefined ? undefined : this.city.places.find((p) => p.id === query.place)?.position;
    const lon = place === undefined ? query.lon : place[0];
    const lat = place === undefined ? query.lat : place[1];
    return lon === undefined || lat === undefined ? null : { lat, lon };
  }

  /** `taken`: as if the trip's own promise were taken back. */
  private judge(asked: Asked, nowMs: number, taken = false): { targets: RankedTarget[]; ways: readonly Way[]; advised: Advised[] } {
    const found = this.moments.now(nowMs);
    const to = spotOf(asked.to);
    const from = asked.from === null ? null : spotOf(asked.from);
    const without = taken ? asked.trip : null;
    const straight = found.map((one) => this.fillIn(one, from, metresBetween(to, one.at), asked, nowMs, without));
    const ways = this.moments.ways();
    this.slowDown(ways, asked, nowMs);
    const { lat, lon } = asked.to;
    const question = `${Math.round(lat / CELL_DEGREES)}:${Math.round(lon / CELL_DEGREES)}:${asked.audience}:${asked.spread}`;
    const advised = advise(ways, question, asked.trip === null ? null : { targetId: asked.trip.facilityId, sinceMs: asked.trip.sinceMs }, nowMs, DEFAULT_ADVICE, this.advised);
    const request = {
      lat, lon,
      needs: { audience: asked.audience, vehicleHeightMetres: asked.heightM, maxWalkMetres: null },
      arrivalInSeconds: 0, staySeconds: STAY_SECONDS, currentTargetId: asked.trip?.facilityId ?? null,
    };
    return { targets: rankProspects(this.moments.of(asked.audience), request, undefined, advised, straight), ways, advised };
  }

  /** A car goes by the way that it came from; one that does not say where it is is not told of any jam. */
  private slowDown(ways: readonly Way[], { from, trip }: Asked, nowMs: number): void {
    const began = trip?.way === undefined ? ways : this.toldFrom(spotOf(trip.way.from), nowMs);
    const slowness = from === null ? null : this.paces.of(began, nowMs);
    for (let index = 0; index < ways.length; index += 1) ways[index]!.slowness = slowness === null ? 1 : slowness[index]!;
  }

  /** Fills in the way of one facility; returns the straight line to it from where the driver wants to be. */
  private fillIn({ config, state, at, spaces, way }: Found, from: Spot | null, straightMetres: number, asked: Asked, nowMs: number, without: Trip | null): number {
    way.driveSeconds = from === null ? USUAL_DRIVE_SECONDS : driveSecondsFor(metresBetween(from, at));
    way.walkSeconds = (straightMetres * DETOUR_FACTOR) / WALK_METRES_PER_SECOND;
    way.ruledOut = asked.tried.length > 0 && asked.tried.includes(config.id);
    way.outlook = without?.facilityId === config.id ? spaces.without(without.dueMs, this.worth(config.id), state, asked.audience, nowMs) : spaces.of(state, asked.audience, nowMs);
    return straightMetres;
  }
}

const wayTo = (ways: readonly Way[], facilityId: string): Way | null => {
  for (const way of ways) if (way.targetId === facilityId) return way;
  return null;
};
const saidTo = (ways: readonly Way[], facilityId: string): number => wayTo(ways, facilityId)?.driveSeconds ?? USUAL_DRIVE_SECONDS;
const driveTo = (ways: readonly Way[], facilityId: string): number => {
  const way = wayTo(ways, facilityId);
  return way === null ? USUAL_DRIVE_SECONDS : drivenSeconds(way);
};

/** With what the trip is to say the next time, so that its way can be learned from. `askedMs` is `null` where the car did not speak. */
const withWay = ({ facilityId, dueMs, sinceMs }: Trip, from: GuidanceQuestion['from'], ways: readonly Way[], before: Trip | null, askedMs: number | null): Trip => {
  if (from === undefined) return { facilityId, dueMs, sinceMs };
  const began = before?.way?.from ?? { lat: rounded(from.lat), lon: rounded(from.lon) };
  const asked = askedMs ?? before?.way?.askedMs ?? before?.sinceMs ?? 0;
  return { facilityId, dueMs, sinceMs, way: { from: began, askedMs: asked, driveSeconds: Math.round(saidTo(ways, facilityId)) } };
};

const isShut = ({ tier }: RankedTarget): boolean => tier === 'closed' || tier === 'unsuitable';

const askedBy = ({ from, audience, heightM, spread, tried }: GuidanceQuestion, to: Asked['to'], trip: Trip | null): Asked => ({ to, from: from ?? null, audience, heightM: heightM ?? null, spread, tried, trip });
