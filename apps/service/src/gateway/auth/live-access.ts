import { Inject, Injectable } from '@nestjs/common';
import { decideAccess, eventAccess, roomAccess, type Right } from '@wegweiser/contracts/access';
import type { Namespace, Socket } from 'socket.io';
import { ACCESS } from '../../platform/tokens.js';
import type { Access } from './access.js';
import type { Recognised } from './authenticator.js';
import { nameOf, NOBODY, partyOf } from './identity.js';
import type { AccessObject } from './object-areas.js';
import { isFromForeignPage } from './same-origin.js';

const NOT_KNOWN: Recognised = { identity: NOBODY, claims: null, stale: null, isInForce: () => true };
const LOOK_EVERY_MS = 1000;

/** Who is at the other end of a socket: asked when it connects, at every event and room, and for as long as it stays. */
@Injectable()
export class LiveAccess {
  private readonly found = new WeakMap<Socket, Recognised>();
  /** Sockets whose right to be here may end. */
  private readonly passing = new Map<Socket, Recognised>();

  constructor(@Inject(ACCESS) private readonly access: Access) {}

  guard(server: Namespace): void {
    server.use((socket, next) => void this.recognise(socket as unknown as Socket).then(() => next(), next));
    this.access.store.onChange(() => this.cutWhoIsOut());
    setInterval(() => this.cutWhoIsOut(), LOOK_EVERY_MS).unref();
  }

  private async recognise(socket: Socket): Promise<void> {
    const { headers, auth } = socket.handshake;
    // A browser takes its cookies along for any page: what another site's page gets is what everybody gets.
    const found = isFromForeignPage(headers, this.access.publicOrigin) ? NOT_KNOWN : await this.access.authenticator.recognise(headers, auth['key']);
    this.found.set(socket, found);
    if (found.identity.kind !== 'person' && found.identity.kind !== 'key') return;
    this.passing.set(socket, found);
    socket.once('disconnect', () => this.passing.delete(socket));
  }

  mayEmit(socket: Socket, event: string): boolean {
    const right = eventAccess(event);
    return right !== null && this.isAllowed(socket, right, null);
  }

  /** Why a room stays shut, or `null` when it opens. */
  refusal(socket: Socket, room: string): string | null {
    const wanted = roomAccess(room);
    if (wanted !== null && this.isAllowed(socket, wanted.right, wanted.object)) return null;
    const found = this.found.get(socket) ?? NOT_KNOWN;
    const { identity, stale } = found;
    if (identity.kind === 'nobody' || identity.kind === 'guest') return stale === null ? `${room}: sign in first` : `${room}: the ${stale} is not valid any more`;
    this.access.auditLog.note(nameOf(identity), { action: 'refused', about: { kind: wanted?.object.kind ?? 'room', id: wanted?.object.id ?? room.slice(0, 200) }, outcome: 'refused', detail: { room: room.slice(0, 200), party: partyOf(identity) } });
    return `${room}: not allowed`;
  }

  private isAllowed(socket: Socket, right: Right, object: AccessObject | null): boolean {
    const { identity } = this.found.get(socket) ?? NOT_KNOWN;
    return decideAccess(right, { party: partyOf(identity), ...this.access.areas.claimOf(identity, object) }) === 'allow';
  }

  /** The line itself is closed, so that a page connects anew by itself and finds out who it still is. */
  private cutWhoIsOut(): void {
    for (const [socket, found] of this.passing) if (!found.isInForce()) socket.conn.close();
  }
}
