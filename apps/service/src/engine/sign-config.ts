import type { City, SignConfig as CitySign } from '@wegweiser/contracts';
import { DEFAULT_LIMITS, targetsOf, type AheadLimits, type Condition, type Matrix, type Rgb, type SignConfig, type SignContentRule, type SignRule, type SignZone } from '@wegweiser/guidance';

const COLOURS: Record<CitySign['colour'], Rgb> = { amber: [255, 208, 0], white: [255, 255, 255], rgb: [255, 255, 255] };

/** The city's sign in the words of the guidance rules. */
export function signConfigOf(city: City, s: CitySign): SignConfig {
  const config = withoutZones(city, s);
  const zones = targetsOf(config).flatMap(({ targetId, audience }): SignZone[] => {
    const zone = city.zones.find((one) => one.id === targetId);
    return zone === undefined ? [] : [{ zoneId: zone.id, audience, members: zone.facilities }];
  });
  return { ...config, zones };
}

function withoutZones(city: City, s: CitySign): SignConfig {
  return {
    signId: s.id,
    name: s.name,
    areaId: s.area,
    position: { lon: s.position[0], lat: s.position[1] },
    timeZone: city.city.timeZone,
    defaultAudience: 'shortStay',
    panel:
      s.type === 'counter'
        ? {
            kind: 'counter',
            digits: s.digits,
            symbols: ['number', 'estimate', 'free', 'full', 'closed', 'arrow'],
            rows: s.rows.map((r) => ({ rowId: r.id, targetId: r.target, audience: r.audience, label: r.label, arrow: r.arrow })),
          }
        : { kind: 'text', matrix: matrixOf(s), font: 1, colours: s.colour === 'rgb' ? 'rgb' : 'monochrome', foreground: COLOURS[s.colour], graphics: s.graphics },
    words: s.words,
    limits: {
      ...DEFAULT_LIMITS, maxAgeSeconds: s.maxAgeSeconds, estimateMaxAgeSeconds: s.estimateMaxAgeSeconds, dwellSeconds: s.dwellSeconds,
      hysteresisVehicles: s.hysteresisVehicles, ahead: aheadLimitsOf(s.ahead), linkSilentSeconds: s.linkSilentSeconds, estimateMode: s.estimateMode,
    },
    rules: s.rules.map((r): SignRule => ({ ruleId: r.id, priority: r.priority, schedule: r.schedule, condition: conditionOf(r.when), content: contentOf(r.show) })),
  };
}

const aheadLimitsOf = ({ fillsBelowPct, fillsClearPct, tightBelowPct, tightClearPct, dwellSeconds }: CitySign['ahead']): AheadLimits => ({
  fillsBelow: fillsBelowPct / 100, fillsClear: fillsClearPct / 100, tightBelow: tightBelowPct / 100, tightClear: tightClearPct / 100, dwellSeconds,
});

function matrixOf(s: CitySign): Matrix {
  const m = s.matrix;
  if (m === undefined) throw new Error(`sign ${s.id} has no matrix`);
  if ('lines' in m && 'widthPx' in m) return { kind: 'line', widthPx: m.widthPx, rows: m.lines };
  return 'columns' in m ? { kind: 'character', columns: m.columns, rows: m.lines } : { kind: 'full', widthPx: m.widthPx, heightPx: m.heightPx };
}

function contentOf(show: CitySign['rules'][number]['show']): SignContentRule {
  if ('rows' in show) return { kind: 'rows', rows: [] };
  return { kind: 'multi', template: show.multi, lowThreshold: 0, directionMulti: null };
}

/** A plan stands at no place, so it asks for counts alone. */
export function conditionOf({ facility, link }: CitySign['rules'][number]['when']): Condition {
  const of: Condition[] = facility === undefined ? [] : ofFacility(facility);
  if (link) of.push({ kind: 'levelOfService', linkId: link.id, in: link.levels });
  return of.length === 0 ? { kind: 'always' } : of.length === 1 ? of[0]! : { kind: 'all', of };
}

function ofFacility({ id: targetId, audience = 'shortStay', status, vacantBelow, vacantAtLeast, arrivalBelow, arrivalAtLeast, missedAtLeastPct }: NonNullable<CitySign['rules'][number]['when']['facility']>): Condition[] {
  const missedAtLeast = missedAtLeastPct === undefined ? undefined : missedAtLeastPct / 100;
  return [
    ...(status === undefined ? [] : [{ kind: 'status' as const, targetId, audience, in: status as never }]),
    ...(vacantBelow === undefined && vacantAtLeast === undefined ? [] : [{ kind: 'vacant' as const, targetId, audience, below: vacantBelow, atLeast: vacantAtLeast }]),
    ...((arrivalBelow ?? arrivalAtLeast ?? missedAtLeast) === undefined ? [] : [{ kind: 'ahead' as const, targetId, audience, below: arrivalBelow, atLeast: arrivalAtLeast, missedAtLeast }]),
  ];
}
