import type { City, ReplayChanges } from '@wegweiser/contracts';
import { ParkingConfigError, facilityProblems } from '@wegweiser/parking';
import { checkSign } from '@wegweiser/guidance';
import type { Limits } from '../city/limits.js';
import { override } from '../city/override.js';
import { facilityConfigOf } from '../engine/facility-config.js';
import { signConfigOf } from '../engine/sign-config.js';

export type ChangedCity = { ok: true; city: City; limits: Limits; changed: boolean } | { ok: false; problems: string[] };

/** City and limits as they would be; neither of the given ones is touched. What does not fit is said all at once. */
export function applyChanges(city: City, limits: Limits, changes: ReplayChanges): ChangedCity {
  const problems: string[] = [];
  const { intake: _i, retention: _r, ...rules } = limits;
  const changedRules = override(rules, changes.limits, ['limits'], (keys, message) => problems.push(`${keys.join('.')}: ${message}`));
  for (const id of Object.keys(changes.facilities)) if (!city.facilities.some((f) => f.id === id)) problems.push(`facilities.${id}: the city has no such facility`);
  for (const id of Object.keys(changes.signs)) if (!city.signs.some((s) => s.id === id)) problems.push(`signs.${id}: the city has no such sign`);
  const next: City = {
    ...city,
    facilities: city.facilities.map((f) => ({ ...f, ...given(changes.facilities[f.id]) })),
    signs: city.signs.map((s) => ({ ...s, ...given(changes.signs[s.id]) })),
  };
  for (const f of next.facilities) if (changes.facilities[f.id] !== undefined) problems.push(...problemsOf(next, f));
  for (const s of next.signs) if (changes.signs[s.id] !== undefined) problems.push(...checkSign(signConfigOf(next, s)).map((p) => `sign ${s.id}: ${JSON.stringify(p)}`));
  if (problems.length > 0) return { ok: false, problems };
  const changed = !changes.acts || [changes.limits, changes.facilities, changes.signs].some((c) => Object.keys(c).length > 0);
  return { ok: true, city: next, limits: { ...limits, ...changedRules }, changed };
}

/** Without the names that were not given. */
const given = (change: object | undefined): object => Object.fromEntries(Object.entries(change ?? {}).filter(([, value]) => value !== undefined));

function problemsOf(city: City, f: City['facilities'][number]): string[] {
  try {
    return facilityProblems(facilityConfigOf(city, f)).map((p) => `facility ${f.id}: ${p}`);
  } catch (error) {
    if (error instanceof ParkingConfigError) return error.problems.map((p) => `facility ${f.id}: ${p}`);
    throw error;
  }
}
