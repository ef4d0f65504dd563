import type { City, WhatIfRequest } from '@wegweiser/contracts';
import { rankTargets, type RankFacility } from '@wegweiser/guidance';
import { scheduleAt, type RankForOthers } from '@wegweiser/parking';
import { facilityConfigOf } from '../engine/facility-config.js';
import { publicCapacity } from './what-if-task.js';

/** Farther than this nobody walks: who finds nothing nearer has found nothing. */
const MAX_WALK_M = 2500;
const STAY_S = 7200;
const QUARTER_MS = 900_000;

/** Whom the guidance's own ranking would send a driver to, by the predicted spaces of the moment and the opening hours of the day. */
export function rankOthers(city: City, request: WhatIfRequest, fromMs: number): RankForOthers {
  const configs = new Map(city.facilities.map((f) => [f.id, facilityConfigOf(city, f)]));
  const known = new Map<string, boolean>();
  const isOpen = (id: string, atMs: number): boolean => {
    const key = `${id}/${atMs}`;
    const { openingHours, region, timeZone } = configs.get(id)!;
    const open = known.get(key) ?? (openingHours === null || scheduleAt(openingHours, region, timeZone, atMs).state === 'open');
    known.set(key, open);
    return open;
  };
  return (wanted, quarter, vacant) => {
    const atMs = fromMs + quarter * QUARTER_MS;
    const [lon, lat] = 'facility' in wanted ? city.facilities.find((f) => f.id === wanted.facility)!.position : request.events[Number(wanted.towards)]!.position;
    const facilities = city.facilities.flatMap((f): RankFacility[] => {
      const free = Math.floor(vacant[f.id] ?? 0);
      const status = !isOpen(f.id, atMs) ? 'closed' : free > 0 ? 'spacesAvailable' : 'full';
      const audience = { vacant: free, capacity: publicCapacity(f), status, quality: 'estimated', measuredAtMs: atMs } as const;
      return [{ facilityId: f.id, lon: f.position[0], lat: f.position[1], status, audiences: { public: audience }, closesAtMs: null, heightLimitMetres: f.heightLimitM ?? null, centPerHour: f.tariff?.centPerHour ?? null }];
    });
    const needs = { audience: 'public', vehicleHeightMetres: null, maxWalkMetres: MAX_WALK_M };
    const ranked = rankTargets(facilities, { lat, lon, needs, arrivalInSeconds: 0, staySeconds: STAY_S, currentTargetId: null }, atMs);
    return ranked.filter((t) => t.tier === 'good' || t.tier === 'uncertain').map((t) => t.facilityId);
  };
}
