import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { IncomingMessage } from 'node:http';
import type { Server, ServerOptions } from 'socket.io';

/** Socket.IO with bounds: so many clients, small requests in, no compression of small deltas, no foreign page behind a signed-in browser. */
export class BoundedIoAdapter extends IoAdapter {
  constructor(app: INestApplicationContext, private readonly maxClients = 20_000) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server: Server = super.createIOServer(port, {
      ...options, maxHttpBufferSize: 64 * 1024, perMessageDeflate: false, pingInterval: 20_000, pingTimeout: 20_000, serveClient: false,
      // Asked at the handshake alone: who is in stays in.
      allowRequest: (_request: IncomingMessage, answer: (refusal: string | null, allowed: boolean) => void) => {
        const full = server.engine.clientsCount >= this.maxClients;
        answer(full ? 'too many clients' : null, !full);
      },
    } as ServerOptions);
    return server;
  }
}
