import { Inject, type OnModuleDestroy } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, type OnGatewayDisconnect } from '@nestjs/websockets';
import { GuidanceQuestion, LIVE_NAMESPACE, type ClientToServer, type GuideAnswer, type ServerToClient } from '@wegweiser/contracts';
import type { Clock } from '@wegweiser/platform';
import type { Socket } from 'socket.io';
import { CLOCK } from '../platform/tokens.js';
import { notUnderstood } from './not-understood.js';
import { Ranking, type Guided } from './ranking.js';

/** Trips are looked at again so often; every second those whose turn it is, so that thousands do not fall on one moment. */
const LOOK_EVERY_MS = 10_000;
const TURN_MS = 1000;
/** A page asks again every half minute: one that has not for so long is not on its way any more. */
const FORGET_MS = 120_000;

type Client = Socket<ClientToServer, ServerToClient>;
interface Asked {
  client: Client;
  question: GuidanceQuestion;
  askedMs: number;
  lookedMs: number;
}

/**
 * Where to park, over the socket that a page has anyway: asked like `POST /api/v1/guidance`, and told again of itself when
 * another garage is worth it. The question is held with the connection, in memory alone, and goes with it.
 */
@WebSocketGateway({ namespace: LIVE_NAMESPACE })
export class GuideGateway implements OnGatewayDisconnect, OnModuleDestroy {
  private readonly asked = new Map<string, Asked>();
  private timer: NodeJS.Timeout | null = null;

  constructor(@Inject(Ranking) private readonly ranking: Ranking, @Inject(CLOCK) private readonly clock: Clock) {}

  @SubscribeMessage('v1:guide')
  guide(@ConnectedSocket() client: Client, @MessageBody() request: unknown): GuideAnswer {
    const parsed = GuidanceQuestion.safeParse(request);
    if (!parsed.success) return notUnderstood(parsed.error);
    const guidance = this.ranking.guide(parsed.data);
    if (guidance === null) return { ok: false, error: 'expected lat and lon, or a known place' };
    this.hold(client, parsed.data, guidance);
    return { ok: true, guidance };
  }

  private hold(client: Client, question: GuidanceQuestion, { trip }: Guided): void {
    // Who names a garage goes there, and is not talked out of it.
    if (trip === null || question.choose !== undefined) {
      this.asked.delete(client.id);
      return;
    }
    const nowMs = this.clock.now();
    this.asked.set(client.id, { client, question: { ...question, trip }, askedMs: nowMs, lookedMs: nowMs });
    this.timer ??= setInterval(() => this.look(), TURN_MS);
    this.timer.unref();
  }

  private look(): void {
    const nowMs = this.clock.now();
    for (const [id, one] of this.asked) {
      if (nowMs - one.askedMs > FORGET_MS) this.asked.delete(id);
      else if (nowMs - one.lookedMs >= LOOK_EVERY_MS) this.advise(one, nowMs);
    }
  }

  /** Looks without touching a promise; where another garage is worth it the promise is moved, and the page told, whatever comes out. */
  private advise(one: Asked, nowMs: number): void {
    one.lookedMs = nowMs;
    const { trip } = one.question;
    if (trip === undefined || this.ranking.first(one.question) === trip.facilityId) return;
    const guidance = this.ranking.guide(one.question, false);
    if (guidance === null) return;
    if (guidance.trip === null) this.asked.delete(one.client.id);
    else one.question = { ...one.question, trip: guidance.trip };
    one.client.emit('v1:advice', guidance);
  }

  handleDisconnect(client: { id: string }): void {
    this.asked.delete(client.id);
  }

  /** Trips that are looked after here. */
  get size(): number {
    return this.asked.size;
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }
}
