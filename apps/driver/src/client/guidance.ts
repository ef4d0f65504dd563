import type { GuidanceQuestion, Position, Trip } from '@wegweiser/contracts';
import { isLost } from '../parts/follow.js';
import type { PageModel } from './model.js';
import { refresh } from './refresh.js';

const URL_ = '/api/v1/guidance';
const KEY = 'trip';
const ASK_AGAIN_S = 30;
/** One of 16, drawn once a trip: equal questions spread over equal garages. */
const SPREADS = 16;

type Question = Pick<GuidanceQuestion, 'lat' | 'lon' | 'audience' | 'follow'> & Partial<GuidanceQuestion>;
interface Answer {
  readonly targets: readonly { readonly facilityId: string }[];
  readonly trip: Trip | null;
  readonly askAgainSeconds: number;
}
interface Kept {
  readonly spread: number;
  readonly trip: Trip | null;
}

/** In this tab alone, so that the next page of the same trip takes its promise along. */
const kept = (): Kept | null => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
};
const keep = (trip: Kept | null): void => {
  try {
    if (trip === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(trip));
  } catch {
    // A browser that keeps nothing: then every page is a trip of its own.
  }
};

const ask = async (question: Question): Promise<Answer | null> => {
  const answer = await fetch(URL_, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question) }).catch(() => null);
  return answer?.ok === true ? ((await answer.json()) as Answer) : null;
};

/**
 * While a target is followed the service counts on a car for it and says again and again where to go instead: the signs at the
 * road side count the same cars. Told is what the address of the page says already - where to, for whom, how high -, without
 * a destination the target's own place; never where the driver is.
 */
export class Guidance {
  private wasLost = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly model: PageModel) {
    const { follow } = model.data.query;
    if (follow === null) void this.endTrip();
    else {
      this.wasLost = this.isLost();
      void this.askOnTheWay(follow);
    }
  }

  /** New values are here: a loss is not waited with. */
  note(): void {
    const { follow } = this.model.data.query;
    const lost = this.isLost();
    if (lost && !this.wasLost && follow !== null) void this.askOnTheWay(follow);
    this.wasLost = lost;
  }

  private isLost(): boolean {
    const view = this.model.views().find((one) => one.brief.id === this.model.data.query.follow);
    return view !== undefined && isLost(view);
  }

  private async askOnTheWay(target: string): Promise<void> {
    clearTimeout(this.timer);
    const { audience, heightM, destination } = this.model.data.query;
    const at = destination?.position ?? this.placeOf(target);
    if (at === null) return;
    const { spread, trip } = kept() ?? { spread: Math.floor(Math.random() * SPREADS), trip: null };
    const answer = await ask({
      ...pointOf(at), audience, spread, follow: true,
      ...(heightM !== null && { heightM }),
      ...(trip !== null && { trip }),
      ...(this.isLost() ? { tried: [target] } : { choose: target }),
    });
    this.timer = setTimeout(() => void this.askOnTheWay(target), (answer?.askAgainSeconds ?? ASK_AGAIN_S) * 1000);
    if (answer === null) return;
    keep({ spread, trip: answer.trip });
    this.model.advised = answer.targets.map((one) => one.facilityId);
    refresh(this.model);
  }

  /** No target any more: the promise of the pages before is taken back. */
  private async endTrip(): Promise<void> {
    const trip = kept()?.trip;
    keep(null);
    const at = trip === undefined || trip === null ? null : this.placeOf(trip.facilityId);
    if (at !== null && trip !== undefined && trip !== null) await ask({ ...pointOf(at), audience: this.model.data.query.audience, trip, follow: false });
  }

  private placeOf(id: string): Position | null {
    return this.model.data.briefs.find((brief) => brief.id === id)?.position ?? null;
  }
}

const pointOf = ([lon, lat]: Position): { lat: number; lon: number } => ({ lat, lon });
