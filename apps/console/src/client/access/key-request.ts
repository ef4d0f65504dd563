import type { KeyAnswer, KeyRequest } from '@wegweiser/contracts/access';

/** What was typed and chosen for a new key. */
export interface KeyForm {
  kind: KeyRequest['kind'];
  name: string;
  signId: string;
  /** Whole collections. */
  objects: string[];
  /** None chosen: the whole city. */
  areas: string[];
  /** `null`: until it is revoked. */
  days: number | null;
}
export const NEW_KEY: KeyForm = { kind: 'sign', name: '', signId: '', objects: [], areas: [], days: null };
const DAY_MS = 86_400_000;

/** Body of the request; `null` while something is missing. */
export function keyRequest({ kind, name, signId, objects, areas, days }: KeyForm, reason: string, nowMs: number): KeyRequest | null {
  const base = { name: name.trim(), reason, expiresAtMs: days === null ? null : nowMs + days * DAY_MS };
  if (base.name.length < 2) return null;
  if (kind === 'sign') return signId === '' ? null : { kind, ...base, signId };
  if (kind === 'partner') return objects.length === 0 ? null : { kind, ...base, objects };
  return { kind, ...base, areas: areas.length === 0 ? '*' : areas };
}

export type KeyStanding = 'inForce' | 'expired' | 'revoked';
export const standingOf = ({ revokedAtMs, expiresAtMs }: Pick<KeyAnswer, 'revokedAtMs' | 'expiresAtMs'>, nowMs: number): KeyStanding => (revokedAtMs !== null ? 'revoked' : expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'inForce');
