/** What people may be, each with all that the one before it may. */
export const USER_ROLES = ['viewer', 'operator', 'engineer', 'administrator'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/**
 * What programs hold. `sign`: one sign's player. `partner`: another system that reads some objects. `machine`: a program of
 * the control room that acts as an operator does.
 */
export const KEY_KINDS = ['sign', 'partner', 'machine'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Everybody who may come to a door of the service. `guest`: whoever sits at the demo's own machine; `service`: another role of this service. */
export const PARTIES = ['nobody', 'guest', ...USER_ROLES, 'signKey', 'partnerKey', 'machineKey', 'service'] as const;
export type Party = (typeof PARTIES)[number];

export const partyOfKey = (kind: KeyKind): Party => `${kind}Key`;
