import { City, type FacilityState, type StreetZoneState } from '@wegweiser/contracts';

export const NOW_MS = Date.UTC(2026, 10, 22, 13, 30);

const counter = (deviceId: string) => ({ deviceId, kind: 'absolute' as const, audience: 'shortStay' });

/** A small made-up city: three garages in a row from west to east, one with disabled spaces and a low roof. */
export const aCity = (): City =>
  City.parse({
    city: { id: 'test', name: 'Teststadt', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [11, 48], bounds: [10.9, 47.9, 11.1, 48.1], attribution: { de: 'Erfunden', en: 'Made up' } },
    areas: [{ id: 'mitte', name: { de: 'Mitte', en: 'Centre' } }],
    facilities: [
      { id: 'west', name: 'Garage West', area: 'mitte', kind: 'garage', address: 'Weststraße 5, 1 Teststadt', position: [11, 48], capacity: 100, audiences: [{ id: 'shortStay', capacity: 100 }], counters: [counter('w')], tariff: { text: { de: '2 Euro je Stunde', en: '2 euros an hour' }, centPerHour: 200 } },
      { id: 'mitte', name: 'Garage Münsterplatz', area: 'mitte', kind: 'garage', address: 'Münsterplatz, 1 Teststadt', position: [11.005, 48], capacity: 50, audiences: [{ id: 'shortStay', capacity: 48 }, { id: 'disabled', capacity: 2 }], counters: [counter('m')], heightLimitM: 1.9, entrances: [{ position: [11.0051, 48], street: 'Domgasse' }] },
      { id: 'ost', name: 'Parkplatz <Ost>', area: 'mitte', kind: 'carPark', address: 'Oststraße', position: [11.01, 48], capacity: 300, audiences: [{ id: 'shortStay', capacity: 300 }], counters: [counter('o')], tariff: { text: { de: '3 Euro', en: '3 euros' }, maxDayCent: 300 }, staleSeconds: 600 },
    ],
    links: [{ id: 'l1', street: 'Münchener Straße', area: 'mitte', from: 'edge-a', to: 'edge-b', lengthM: 100, freeSpeedKmh: 50, laneCount: 1, shape: [[11, 48], [11.002, 48.001], [11.004, 48.002]] }],
    places: [{ id: 'dom', name: 'Domplatz', position: [11.0052, 48.0002] }, { id: 'theater', name: 'Stadttheater', position: [11.009, 48] }],
  });

/** The same city with three on-street zones: near the theatre, in the west with a former count, and one of which nothing is known. */
export const aCityWithStreets = (): City =>
  City.parse({
    ...aCity(),
    streetZones: [
      { id: 'kai', name: { de: 'Kaistraße', en: 'Quay Street' }, area: 'mitte', position: [11.01, 48], spaces: 80, sensors: ['k1'] },
      { id: 'allee', name: { de: 'Allee', en: 'Avenue' }, area: 'mitte', position: [11, 48], spaces: null, rule: { de: 'Mit Parkscheibe', en: 'With a disc' }, usual: { source: { de: 'Zählung 2025', en: 'count of 2025' }, slots: [{ from: '00:00', to: '00:00', freePct: 20 }] } },
      { id: 'gasse', name: { de: 'Gasse', en: 'Lane' }, area: 'mitte', position: [11.005, 48], spaces: null },
    ],
  });

export const aStreet = (id: string, edit: Partial<StreetZoneState> = {}): StreetZoneState => ({ id, basis: 'none', quality: 'unknown', freePct: null, lowPct: null, highPct: null, seen: 0, measuredAtMs: null, atMs: NOW_MS - 20_000, reasons: [], ...edit });

export const aState = (id: string, edit: Partial<FacilityState> = {}): FacilityState => {
  const base: FacilityState = { id, status: 'spacesAvailable', capacity: 100, vacant: 40, quality: 'measured', measuredAtMs: NOW_MS - 20_000, trend: 'steady', audiences: [], nextOpeningChange: null, rezeroProposal: null, notes: [], ...edit };
  const audience = { id: 'shortStay', capacity: base.capacity, vacant: base.vacant, occupied: null, status: base.status, raw: base.vacant, reasons: [], quality: base.quality, measuredAtMs: base.measuredAtMs, trend: base.trend };
  return { ...base, audiences: edit.audiences ?? [audience] };
};
