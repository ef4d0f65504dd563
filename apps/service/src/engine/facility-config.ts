import { publicAudience, type City, type FacilityConfig as CityFacility, type Position } from '@wegweiser/contracts';
import { resolveFacilityConfig, TOTAL_AUDIENCE, type FacilityConfig, type FacilityConfigInput, type RegionConfig } from '@wegweiser/parking';

const LAENDER: Record<string, string> = {
  'DE-BW': 'Baden-Württemberg', 'DE-BY': 'Bayern', 'DE-BE': 'Berlin', 'DE-BB': 'Brandenburg', 'DE-HB': 'Bremen', 'DE-HH': 'Hamburg',
  'DE-HE': 'Hessen', 'DE-MV': 'Mecklenburg-Vorpommern', 'DE-NI': 'Niedersachsen', 'DE-NW': 'Nordrhein-Westfalen', 'DE-RP': 'Rheinland-Pfalz',
  'DE-SL': 'Saarland', 'DE-SN': 'Sachsen', 'DE-ST': 'Sachsen-Anhalt', 'DE-SH': 'Schleswig-Holstein', 'DE-TH': 'Thüringen',
};

/** Whose holidays and whose sun count at a place of the city. */
export const regionOf = ({ city }: City, [lon, lat]: Position): RegionConfig => ({ countryCode: 'de', state: LAENDER[city.holidayRegion] ?? 'Bayern', lon, lat });

/** The city's facility in the words of the parking rules. A counter of `all` counts the only audience, or the total of several. */
export function facilityConfigOf(city: City, f: CityFacility): FacilityConfig {
  const single = f.audiences.length === 1 ? f.audiences[0]!.id : TOTAL_AUDIENCE;
  const input: FacilityConfigInput = {
    id: f.id,
    capacity: f.capacity,
    audiences: f.audiences.map((a) => ({ id: a.id, capacity: a.capacity })),
    publicAudience: publicAudience(f).id,
    evidence: f.counters.map((c) => ({
      counterId: c.deviceId,
      kind: c.kind,
      audience: c.audience === 'all' ? single : c.audience,
      // Totals beside a counter that knows the state begin anywhere; on their own they are all there is.
      ...(c.kind === 'totals' && f.counters.some((o) => o.kind !== 'totals') ? { baseline: 'needsAnchor' as const } : {}),
      ...(c.modulus === undefined ? {} : { modulus: c.modulus }),
    })),
    openingHours: f.openingHours === '24/7' ? null : f.openingHours,
    timeZone: city.city.timeZone,
    region: regionOf(city, f.position),
    drift: { mode: f.rezero === 'automatic' ? 'auto' : 'propose' },
    ...(f.thresholds === undefined ? {} : { thresholds: f.thresholds }),
    ...(f.dwellSeconds === undefined ? {} : { dwellSeconds: f.dwellSeconds }),
    ...(f.staleSeconds === undefined ? {} : { staleSeconds: f.staleSeconds }),
    ...(f.spaceHeartbeatSeconds === undefined ? {} : { spaceHeartbeatSeconds: f.spaceHeartbeatSeconds }),
    ...(f.quietHours === undefined ? {} : { quietHours: f.quietHours }),
  };
  return resolveFacilityConfig(input);
}
