import type { CollectionName } from '../public-state.js';
import type { ClientToServer } from '../sockets.js';
import type { Right } from './rights.js';

/** Socket.IO: who may send which event. What is in a `watch` is asked room by room. */
export const EVENT_ACCESS = { 'v1:watch': 'open', 'v1:unwatch': 'open', 'v1:guide': 'open' } as const satisfies Record<keyof ClientToServer, Right>;

/** Socket.IO: who may watch a collection, or one thing of it. */
export const ROOM_ACCESS = { facilities: 'open', links: 'open', junctions: 'look', signs: 'look', alarms: 'look', devices: 'look', plans: 'look', corridors: 'look', streetZones: 'open', weather: 'open' } as const satisfies Record<CollectionName, Right>;

/** Right that an event asks for; `null` for one that is not in the table. */
export const eventAccess = (event: string): Right | null => (Object.hasOwn(EVENT_ACCESS, event) ? EVENT_ACCESS[event as keyof typeof EVENT_ACCESS] : null);

/** What a room asks for: `signs` the whole collection, `signs/tafel` one of it; `null` for one that is none. */
export function roomAccess(room: string): { right: Right; object: { kind: CollectionName; id: string | null } } | null {
  const slash = room.indexOf('/');
  const kind = slash < 0 ? room : room.slice(0, slash);
  if (!Object.hasOwn(ROOM_ACCESS, kind)) return null;
  return { right: ROOM_ACCESS[kind as CollectionName], object: { kind: kind as CollectionName, id: slash < 0 ? null : room.slice(slash + 1) } };
}

/** Whether a key that was given these objects (`signs/tafel`, or `junctions` for all of them) was given this one. */
export function ownsObject(objects: readonly string[], object: { kind: string; id: string | null } | null): boolean {
  if (object === null) return false;
  return objects.includes(object.kind) || (object.id !== null && objects.includes(`${object.kind}/${object.id}`));
}
