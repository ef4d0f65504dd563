import { publicAudience, type City, type FacilityConfig, type FacilityState } from '@wegweiser/contracts';
import { aheadOf, targetKey, targetsOf, type Ahead, type Outlook, type SignConfig } from '@wegweiser/guidance';
import { courseNow, driveSeconds, outlookOn, outlookStart } from '../live/outlook.js';

interface Lead {
  key: string;
  facilityId: string;
  inSeconds: number;
}
interface Kept {
  state: FacilityState;
  outlook: Outlook;
}

/**
 * What is expected of each target when one gets there from each sign. Made of the public state alone, by the same function that
 * drivers are advised by: signs and pages cannot tell different stories, and a replay tells the same one again.
 */
export class Aheads {
  private readonly leads: ReadonlyMap<string, readonly Lead[]>;
  private readonly asked: ReadonlySet<string>;
  private readonly kept = new Map<string, Kept>();

  constructor(city: City, signs: readonly SignConfig[]) {
    const facilities = new Map(city.facilities.map((f) => [f.id, f]));
    this.leads = new Map(signs.map((sign) => [sign.signId, leadsOf(sign, facilities)]));
    this.asked = new Set([...this.leads.values()].flat().map(({ facilityId }) => facilityId));
  }

  /** Makes the outlooks that have changed. */
  look(facilities: Readonly<Record<string, FacilityState>>, nowMs: number): void {
    for (const id of this.asked) {
      const state = facilities[id];
      const before = this.kept.get(id);
      if (before !== undefined && before.state === state && before.outlook.startMs === outlookStart(nowMs)) continue;
      const course = state === undefined ? null : courseNow(state, nowMs);
      if (state === undefined || course === null) this.kept.delete(id);
      else this.kept.set(id, { state, outlook: outlookOn(course, state, []) });
    }
  }

  from(signId: string, nowMs: number): Record<string, Ahead> {
    const ahead: Record<string, Ahead> = {};
    for (const { key, facilityId, inSeconds } of this.leads.get(signId) ?? []) {
      const kept = this.kept.get(facilityId);
      if (kept !== undefined) ahead[key] = aheadOf(kept.outlook, inSeconds, madeOf(kept.state), nowMs);
    }
    return ahead;
  }
}

function leadsOf(sign: SignConfig, facilities: ReadonlyMap<string, FacilityConfig>): Lead[] {
  return targetsOf(sign).flatMap(({ targetId, audience }): Lead[] => {
    const facility = facilities.get(targetId);
    // Of other audiences nothing is forecast and nobody is promised: their counts alone decide.
    if (facility === undefined || publicAudience(facility).id !== audience) return [];
    const [lon, lat] = facility.position;
    return [{ key: targetKey(targetId, audience), facilityId: targetId, inSeconds: driveSeconds(sign.position, { lat, lon }) }];
  });
}

function madeOf({ forecast, measuredAtMs }: FacilityState): Pick<Ahead, 'madeAtMs' | 'basis'> {
  return forecast === undefined ? { madeAtMs: measuredAtMs!, basis: 'count' } : { madeAtMs: forecast.issuedAtMs, basis: 'forecast' };
}
