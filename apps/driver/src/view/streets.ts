import type { City, Position, StreetZoneConfig, StreetZoneState } from '@wegweiser/contracts';
import { distanceMetres } from '@wegweiser/guidance';

/** One on-street zone at one moment. */
export interface StreetView {
  readonly zone: StreetZoneConfig;
  /** `null`: nobody knows. */
  readonly estimate: (StreetZoneState & { readonly freePct: number }) | null;
}

/** An estimate is renewed every minute; one that is not says nothing any more. */
const HOLDS_MS = 15 * 60_000;

/** Zones of the city, the nearest to the destination first; without one by name. */
export const streetViews = ({ streetZones }: City, states: readonly StreetZoneState[], destination: Position | null, nowMs: number): StreetView[] => {
  const byId = new Map(states.map((state) => [state.id, state]));
  const away = ({ position: [lon, lat] }: StreetZoneConfig): number => (destination === null ? 0 : distanceMetres({ lon, lat }, { lon: destination[0], lat: destination[1] }));
  return streetZones
    .toSorted((a, b) => away(a) - away(b) || a.name.de.localeCompare(b.name.de, 'de'))
    .map((zone) => {
      const state = byId.get(zone.id);
      const holds = state !== undefined && nowMs - state.atMs <= HOLDS_MS;
      return { zone, estimate: holds && state.freePct !== null ? { ...state, freePct: state.freePct } : null };
    });
};
