import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';

/** Socket.IO with bounds: small requests in, no compression of small deltas, no foreign page behind a signed-in browser. */
export class BoundedIoAdapter extends IoAdapter {
  override createIOServer(port: number, options?: ServerOptions): Server {
    return super.createIOServer(port, { ...options, maxHttpBufferSize: 64 * 1024, perMessageDeflate: false, pingInterval: 20_000, pingTimeout: 20_000, serveClient: false } as ServerOptions);
  }
}
