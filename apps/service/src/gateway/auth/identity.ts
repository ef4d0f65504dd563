import { partyOfKey, type KeyKind, type Party, type UserRole } from '@wegweiser/contracts/access';

/** `*`: the whole city. */
export type Areas = '*' | readonly string[];

/** Somebody who signed in. Names go into the audit log and nowhere else. */
export interface Person {
  kind: 'person';
  sessionId: string;
  subject: string;
  name: string;
  role: UserRole;
  areas: Areas;
  via: 'oidc' | 'local';
  /** Said with every change, so that no foreign page can make a browser change something. */
  csrf: string;
  beganAtMs: number;
  /** When the session ends if nothing more is done. */
  endsAtMs: number;
}
export interface KeyHolder {
  kind: 'key';
  keyId: string;
  keyKind: KeyKind;
  name: string;
  /** `signs/tafel`, or `junctions` for all of them. */
  objects: readonly string[];
  areas: Areas;
  /** `cookie`: a player's browser, which sends it by itself. */
  carriedBy: 'header' | 'cookie';
}
export type Identity = { kind: 'nobody' } | { kind: 'guest' } | { kind: 'service' } | Person | KeyHolder;

export const NOBODY: Identity = { kind: 'nobody' };

export function partyOf(identity: Identity): Party {
  if (identity.kind === 'person') return identity.role;
  return identity.kind === 'key' ? partyOfKey(identity.keyKind) : identity.kind;
}

/** Under which name an act stands in the audit log. */
export function nameOf(identity: Identity): string {
  if (identity.kind === 'person') return identity.name;
  return identity.kind === 'key' ? `${identity.keyKind}:${identity.name}` : identity.kind;
}

/** A name as the audit log takes it: letters, digits, a few marks, 2 to 60 of them; `null` when nothing is left. */
export function plainName(raw: string): string | null {
  const name = raw.normalize('NFC').replace(/[^\p{L}\p{N} ._@'-]/gu, '').trim().slice(0, 60).trim();
  return name.length >= 2 ? name : null;
}
