import type { CollectionName } from '../public-state.js';
import type { Right } from './rights.js';

/** Collections whose things have areas or keys; `recommendations` lie where their junction lies. */
export type ObjectKind = CollectionName | 'recommendations';

export interface RouteAccess {
  right: Right;
  /** Asked by pages by themselves, again and again: counted apart from what people change, though it comes by POST. */
  question?: true;
  /** The thing it is about: `param` names it in the path; without one it is the whole collection. */
  object?: { kind: ObjectKind; param?: string };
  /** Where a part of the path says what is asked for: the right and collection for each value; else `right` holds. */
  byParam?: { param: string; values: Readonly<Record<string, { right: Right; kind?: ObjectKind }>>; id: string };
}

const open: RouteAccess = { right: 'open' };
const look = (kind: ObjectKind, param?: string): RouteAccess => ({ right: 'look', object: { kind, ...(param === undefined ? {} : { param }) } });
const act = (kind: ObjectKind): RouteAccess => ({ right: 'act', object: { kind, param: 'id' } });
const only = (right: Right): RouteAccess => ({ right });

const PUBLIC_SUBJECTS = {
  values: { facility: { right: 'open' }, link: { right: 'open' }, sign: { right: 'look', kind: 'signs' }, sensor: { right: 'look', kind: 'devices' }, recommendation: { right: 'look', kind: 'recommendations' } },
  param: 'subject', id: 'id',
} as const satisfies RouteAccess['byParam'];

/**
 * Every REST route and page of the service, by method and pattern. A route that is not here is refused, and a test fails
 * that compares this with what the application really answers.
 */
export const REST_ACCESS: Readonly<Record<string, RouteAccess>> = {
  // Whoever runs it
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': only('measure'),

  // Drivers' pages
  'GET /': open,
  'GET /text': open,
  'GET /warum': open,
  'GET /parken/:id': open,
  'GET /offline': open,
  'GET /drucken': open,
  'GET /plakat/:id': open,
  'GET /widget': open,
  'GET /einbinden': open,
  'GET /telefon.vxml': open,
  'GET /telefon.ssml': open,
  'GET /api/v1/push/key': open,
  'POST /api/v1/push/subscriptions': open,
  'DELETE /api/v1/push/subscriptions': open,

  // Signs: the gallery shows all of them, a player its own
  'GET /signs': look('signs'),
  'GET /signs/:id': look('signs', 'id'),
  'GET /api/v1/signs/:id/order': look('signs', 'id'),
  'GET /api/v1/signs/:id/order.txt': look('signs', 'id'),
  'GET /api/v1/signs/:id/bitmap.png': look('signs', 'id'),

  // State
  'GET /api/v1/city': open,
  'GET /api/v1/facilities': open,
  'GET /api/v1/facilities/:id': open,
  'GET /api/v1/links': open,
  'GET /api/v1/links/:id': open,
  'GET /api/v1/street-zones': open,
  'GET /api/v1/street-zones/:id': open,
  'GET /api/v1/weather': open,
  'GET /api/v1/ranking': open,
  'POST /api/v1/guidance': { right: 'open', question: true },
  'POST /api/v1/guidance/why': { right: 'open', question: true },
  'GET /api/v1/forecast/skill': open,
  'GET /api/v1/junctions': look('junctions'),
  'GET /api/v1/junctions/:id': look('junctions', 'id'),
  'GET /api/v1/signs': look('signs'),
  'GET /api/v1/signs/:id': look('signs', 'id'),
  'GET /api/v1/alarms': look('alarms'),
  'GET /api/v1/devices': look('devices'),
  'GET /api/v1/plans': look('plans'),
  'GET /api/v1/plans/:id': look('plans', 'id'),
  'GET /api/v1/corridors': look('corridors'),
  'GET /api/v1/corridors/:id': look('corridors', 'id'),
  'GET /api/v1/history/:subject/:id': { right: 'look', byParam: PUBLIC_SUBJECTS },

  // Acts
  'POST /api/v1/recommendations/:id/decision': act('recommendations'),
  'POST /api/v1/junctions/:id/control': act('junctions'),
  'POST /api/v1/signs/:id/lock': act('signs'),
  'DELETE /api/v1/signs/:id/lock': act('signs'),
  'POST /api/v1/facilities/:id/actions': act('facilities'),
  'POST /api/v1/alarms/:id/acknowledge': act('alarms'),
  // Of several areas at once: for who is responsible for all.
  'POST /api/v1/alarms/acknowledge': only('act'),
  'POST /api/v1/plans/:id/actions': act('plans'),
  'POST /api/v1/signs/:id/undo': act('signs'),
  'POST /api/v1/facilities/:id/undo': act('facilities'),
  'POST /api/v1/plans/:id/undo': act('plans'),

  // Looking back: computed in memory, with no effect outside
  'POST /api/v1/replays': only('tryOut'),
  'GET /api/v1/replays/:id': only('tryOut'),
  'GET /api/v1/replays/:id/frames': only('tryOut'),
  'GET /api/v1/replays/:id/comparison': only('tryOut'),
  'DELETE /api/v1/replays/:id': only('tryOut'),
  'POST /api/v1/what-if': only('tryOut'),
  'GET /api/v1/detector-health': look('devices'),
  'GET /api/v1/counter-drift': look('devices'),

  // Logs
  'GET /api/v1/quarantine': only('readLog'),
  'GET /api/v1/audit': only('readLog'),
  'GET /api/v1/audit/verify': only('readLog'),

  // Who one is
  'GET /sign-in': open,
  'POST /sign-in': open,
  'GET /sign-in/provider': open,
  'GET /sign-in/callback': open,
  'GET /api/v1/session': open,
  'POST /api/v1/session': open,
  'DELETE /api/v1/session': only('signedIn'),
  'GET /api/v1/sessions': only('administer'),
  'DELETE /api/v1/sessions/:subject': only('administer'),

  // Keys of signs, partner systems and machines
  'GET /api/v1/keys': only('administer'),
  'POST /api/v1/keys': only('administer'),
  'POST /api/v1/keys/:id/rotation': only('administer'),
  'DELETE /api/v1/keys/:id': only('administer'),

  // Roles that run apart
  'GET /internal/journal': only('internal'),
  'POST /internal/status': only('internal'),
  'POST /internal/release': only('internal'),
  'POST /internal/publish': only('internal'),
  'POST /internal/inject': only('internal'),
  'GET /internal/outbox': only('internal'),
  'GET /internal/outbox/status': only('internal'),
  'POST /internal/outbox/release': only('internal'),
  'GET /internal/forecast/skill': only('internal'),
  'POST /internal/commands': only('internal'),
  'POST /internal/promises': only('internal'),
};

/** Folders of built files, open to everybody: scripts and styles hold nothing that is not in the source. */
export const STATIC_ACCESS: readonly string[] = ['/assets/driver/', '/assets/sign/', '/console/', '/api/'];

export interface Wanted {
  right: Right;
  question: boolean;
  object: { kind: ObjectKind; id: string | null } | null;
}
type Params = Readonly<Record<string, string>>;

/** What a route asks for, given the values of its path; `null` for one that is not in the table. */
export function routeAccess(method: string, pattern: string, params: Params): Wanted | null {
  // Express answers HEAD with the route of GET.
  const key = `${method === 'HEAD' ? 'GET' : method} ${pattern}`;
  const entry = Object.hasOwn(REST_ACCESS, key) ? REST_ACCESS[key] : undefined;
  if (entry === undefined) return null;
  const question = entry.question === true;
  return entry.byParam === undefined ? { right: entry.right, question, object: objectOf(entry.object, params) } : { question, ...wantedByParam(entry.right, entry.byParam, params) };
}

function wantedByParam(otherwise: Right, { param, values, id }: NonNullable<RouteAccess['byParam']>, params: Params): Omit<Wanted, 'question'> {
  const value = params[param] ?? '';
  const found = Object.hasOwn(values, value) ? values[value] : undefined;
  return { right: found?.right ?? otherwise, object: found?.kind === undefined ? null : objectOf({ kind: found.kind, param: id }, params) };
}

function objectOf(object: RouteAccess['object'], params: Params): Wanted['object'] {
  if (object === undefined) return null;
  return { kind: object.kind, id: object.param === undefined ? null : (params[object.param] ?? null) };
}
