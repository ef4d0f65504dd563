import type { City, CorridorRecommendation, CorridorState, CorridorTiming } from '@wegweiser/contracts';

type Corridor = City['corridors'][number];
const CYCLE_S = 90;
const GREEN_S = 38;
const mod = (n: number): number => ((n % CYCLE_S) + CYCLE_S) % CYCLE_S;

/** Greens of 38 s both ways at each stop, begun at its offset; bands as they follow from it. */
function timing(corridor: Corridor, lengthM: (id: string) => number, offsets: readonly number[], cost: Pick<CorridorTiming, 'delayS' | 'stopsPerVeh'>): CorridorTiming {
  const band = (from: number, to: number, travelS: number) => {
    const late = mod(to - from - Math.round(travelS));
    const lengthS = Math.max(0, GREEN_S - Math.min(late, CYCLE_S - late));
    return { startS: mod(late < CYCLE_S / 2 ? from + late : from), lengthS };
  };
  const travelS = corridor.sections.map((s) => (lengthM(s.forward) * 3.6) / s.progressionKmh);
  const at = (i: number): number => offsets[i] ?? 0;
  const forwardSections = travelS.map((t, i) => band(at(i), at(i + 1), t));
  const backwardSections = travelS.map((t, i) => band(at(i + 1), at(i), t)).reverse();
  const least = (spans: readonly { startS: number; lengthS: number }[]) => ({ startS: spans[0]?.startS ?? 0, lengthS: Math.max(0, Math.min(...spans.map((s) => s.lengthS)) - 6) });
  return {
    cycleS: CYCLE_S, ...cost,
    bands: { forward: least(forwardSections), backward: least(backwardSections), forwardSections, backwardSections },
    stops: corridor.stops.map(({ junctionId }, i) => {
      const green = [{ startS: at(i), lengthS: GREEN_S }];
      return { junctionId, plan: { id: `R90o${at(i)}-38.9.16`, cycleS: CYCLE_S, offsetS: at(i), stages: [{ stageId: 'a', greenS: 38 }, { stageId: 'b', greenS: 9 }, { stageId: 'c', greenS: 16 }] }, forward: green, backward: green };
    }),
  };
}

/** One is recommended, one in force, one is good as it is. */
export function corridorStates(city: City, nowMs: number): CorridorState[] {
  const lengthM = (id: string): number => city.links.find((l) => l.id === id)?.lengthM ?? 0;
  return city.corridors.map((corridor): CorridorState => {
    const now = timing(corridor, lengthM, corridor.stops.map(() => 0), { delayS: 31.4, stopsPerVeh: 0.81 });
    const after = timing(corridor, lengthM, corridor.stops.map((_, i) => [0, 43, 75, 30, 44][i] ?? 0), { delayS: 24.9, stopsPerVeh: 0.58 });
    const name = corridor.name.de;
    const widthS = (way: 'forward' | 'backward'): number => after.bands?.[way].lengthS ?? 0;
    const rec: CorridorRecommendation = {
      id: `${corridor.id}-${nowMs - 160_000}`, corridorId: corridor.id, state: 'proposed', issuedAtMs: nowMs - 160_000, expiresAtMs: nowMs + 740_000, now, after,
      reason: { de: `${name}: grüne Welle bei 90 s Umlaufzeit, durchgehend ${widthS('forward')} s hin und ${widthS('backward')} s zurück; mittlere Wartezeit 24,9 statt 31,4 s/Kfz, Halte je Anlage 58 statt 81 %.`, en: `${corridor.name.en}: green wave with the cycle of 90 s, ${widthS('forward')} s all the way out and ${widthS('backward')} s back; mean delay 24.9 instead of 31.4 s/veh, stops per signal 58 instead of 81 %.` },
      confirmed: [], failure: null, decidedBy: null, decisionReason: null,
    };
    const rest: CorridorState = { id: corridor.id, atMs: nowMs - 160_000, now, note: null, recommendation: null, dayBefore: null };
    if (corridor.id === 'schlosslaende') return { ...rest, recommendation: rec, dayBefore: { issuedAtMs: nowMs - 86_100_000, state: 'expired', delayNowS: 30.8, delayAfterS: 25.1, delayMeasuredS: 26.3 } };
    if (corridor.id === 'nordring') return { ...rest, now: after, recommendation: { ...rec, state: 'confirmed', confirmed: corridor.stops.map((s) => s.junctionId), decidedBy: 'operator', decisionReason: 'Feierabendverkehr' } };
    return { ...rest, now: after, note: { de: 'Die laufende Koordinierung ist gut genug.', en: 'The running coordination is good enough.' } };
  });
}
