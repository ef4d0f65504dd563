import { Inject, Injectable } from '@nestjs/common';
import type { FacilityConfig, FacilityState } from '@wegweiser/contracts';
import { DEFAULT_OUTLOOK, NO_TRAFFIC, outlookOf, type ForecastPoint, type Load, type Outlook, type TargetNow, type Traffic } from '@wegweiser/guidance';
import { PromiseBook } from './promise-book.js';

/** Coarser than where one car is looked at: made anew for every promise, while thousands ask. */
const OPTIONS = { ...DEFAULT_OUTLOOK, stepSeconds: 60, horizonSeconds: 3600 };
const HOLDS_MS = 5000;
/** Up to here promises tell of guided cars better than a forecast that knows no single one. */
const PROMISED_MS = 20 * 60_000;
/** Of eight in ten cases to one standard deviation. */
const P10_TO_P90 = 2.563;

interface Made {
  outlook: Outlook;
  state: FacilityState;
  change: number;
}

/** The outlook of each facility's public spaces: the engine's account, the forecast, and what this gateway promised since. */
@Injectable()
export class Outlooks {
  private readonly made = new Map<string, Made>();

  constructor(@Inject(PromiseBook) private readonly book: PromiseBook) {}

  /** `null` where nothing is known of the audience's spaces at arrival. */
  of(config: FacilityConfig, state: FacilityState, audience: string, nowMs: number): Outlook | null {
    const { measuredAtMs, vacant } = state;
    if (audience !== publicAudience(config) || vacant === null || measuredAtMs === null) return null;
    const { loads, change } = this.book.pendingFor(state.id, state.guidance?.atMs ?? 0);
    const before = this.made.get(state.id);
    if (before !== undefined && before.state === state && before.change === change && nowMs - before.outlook.startMs < HOLDS_MS) return before.outlook;
    const now: TargetNow = { targetId: state.id, capacity: state.capacity, vacant, measuredAtMs, forecast: pointsOf(state, vacant, measuredAtMs) };
    const outlook = outlookOf(trafficOf(state, loads), now, nowMs, OPTIONS);
    this.made.set(state.id, { outlook, state, change });
    return outlook;
  }
}

/** The audience that the facility's own count is about. */
const publicAudience = ({ audiences }: FacilityConfig): string | undefined => (audiences.find((a) => a.id === 'shortStay') ?? audiences[0])?.id;

const byTime = (a: Load, b: Load): number => a.atMs - b.atMs;

function trafficOf({ guidance }: FacilityState, pending: readonly Load[]): Traffic {
  if (guidance === undefined) return { ...NO_TRAFFIC, unguidedShare: 1, promised: pending.toSorted(byTime) };
  return {
    promised: pending.length === 0 ? guidance.promised : [...guidance.promised, ...pending].toSorted(byTime),
    inPerS: guidance.inPerH / 3600, outPerS: guidance.outPerH / 3600, unguidedShare: guidance.unguidedShare,
  };
}

/**
 * The forecast as expected numbers with their spread. It knows the usual arrivals, guided ones among them; near at hand these
 * are promised one by one, so only the unguided share of a fall is left to it.
 */
function pointsOf({ forecast, guidance }: FacilityState, vacant: number, measuredAtMs: number): ForecastPoint[] {
  if (forecast === undefined) return [];
  const unguided = guidance?.unguidedShare ?? 1;
  return forecast.horizons.flatMap((h): ForecastPoint[] => {
    const [atMs, change] = [forecast.issuedAtMs + h.minutes * 60_000, h.vacant - vacant];
    if (atMs <= measuredAtMs) return [];
    const free = vacant + (change < 0 && h.minutes * 60_000 <= PROMISED_MS ? change * unguided : change);
    return [{ atMs, free, spread: Math.max(DEFAULT_OUTLOOK.countError, (h.p90 - h.p10) / P10_TO_P90) }];
  });
}
