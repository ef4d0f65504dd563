import type { Party } from './parties.js';

/**
 * `yes`: always. `area`: for things of the areas one is responsible for. `own`: for the objects that the key was given.
 * `no`: never.
 */
export type Grant = 'yes' | 'area' | 'own' | 'no';

type Row = Readonly<Record<Party, Grant>>;
const row = (nobody: Grant, guest: Grant, viewer: Grant, operator: Grant, engineer: Grant, administrator: Grant, signKey: Grant, partnerKey: Grant, machineKey: Grant, service: Grant): Row => ({
  nobody, guest, viewer, operator, engineer, administrator, signKey, partnerKey, machineKey, service,
});

/** Who holds which right. Routes, events and rooms name a right; nothing else decides. */
export const RIGHTS = {
  //              nobody guest  viewer operator engineer admin  sign   partner machine service
  /** What drivers see, and the doors where one says who one is. */
  open: row('yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'),
  /** How the city is run: signs, junctions, alarms, devices and their past. */
  look: row('no', 'yes', 'yes', 'yes', 'yes', 'yes', 'own', 'own', 'yes', 'yes'),
  /** Figures of the service itself. */
  measure: row('no', 'yes', 'yes', 'yes', 'yes', 'yes', 'no', 'no', 'yes', 'yes'),
  /** Who did what; messages that could not be used. */
  readLog: row('no', 'no', 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no', 'no'),
  /** Doing something that drivers or devices notice. */
  act: row('no', 'no', 'no', 'area', 'area', 'area', 'no', 'no', 'area', 'no'),
  /** Trying out rules and parameters, with no effect outside. */
  tryOut: row('no', 'no', 'no', 'yes', 'yes', 'yes', 'no', 'no', 'no', 'no'),
  /** Changing how the rules work. */
  configure: row('no', 'no', 'no', 'no', 'area', 'area', 'no', 'no', 'no', 'no'),
  /** Keys and other people's sessions. */
  administer: row('no', 'no', 'no', 'no', 'no', 'yes', 'no', 'no', 'no', 'no'),
  /** One's own session. */
  signedIn: row('no', 'no', 'yes', 'yes', 'yes', 'yes', 'no', 'no', 'no', 'no'),
  /** Between the roles of one service. */
  internal: row('no', 'no', 'no', 'no', 'no', 'no', 'no', 'no', 'no', 'yes'),
} as const satisfies Record<string, Row>;
export type Right = keyof typeof RIGHTS;

/** `signIn`: refused, but somebody who says who they are may be let in (401). `refuse`: known, and not allowed (403). */
export type AccessOutcome = 'allow' | 'signIn' | 'refuse';

export interface Claim {
  party: Party;
  /** Whether the object is one of the key's own. */
  ownsObject: boolean;
  /** Whether the object lies in an area one is responsible for; an object of no area is everybody's who has all areas. */
  inArea: boolean;
}

/** The one decision: who, with which right, on which object. */
export function decideAccess(right: Right, { party, ownsObject, inArea }: Claim): AccessOutcome {
  const grant: Grant = RIGHTS[right][party];
  const holds = grant === 'yes' || (grant === 'own' && ownsObject) || (grant === 'area' && inArea);
  if (holds) return 'allow';
  return party === 'nobody' || party === 'guest' ? 'signIn' : 'refuse';
}
