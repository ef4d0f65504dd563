import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort, type World } from './world.js';

/** A TCP line that can be cut, or go silent while both ends think it is up. */
export class Line {
  private readonly server: Server;
  private readonly pairs = new Set<[Socket, Socket]>();
  private refusing = false;
  private silent = false;
  connections = 0;

  private constructor(readonly port: number, target: number) {
    this.server = createServer((near) => {
      this.connections += 1;
      if (this.refusing) return void near.destroy();
      const far = connect(target, '127.0.0.1');
      const pair: [Socket, Socket] = [near, far];
      this.pairs.add(pair);
      for (const [from, to] of [[near, far], [far, near]] as const) {
        from.on('data', (chunk) => !this.silent && to.write(chunk));
        from.on('error', () => undefined);
        from.on('close', () => {
          this.pairs.delete(pair);
          // A silent line says nothing of an end that is gone, either.
          if (!this.silent) to.destroy();
        });
      }
    });
  }

  static async to(w: World, target: number): Promise<Line> {
    const port = await freePort();
    const line = new Line(port, target);
    await new Promise<void>((resolve) => line.server.listen(port, '127.0.0.1', resolve));
    w.onClose(() => line.close());
    return line;
  }

  /** Ends what is there and lets nobody in, until `mend`. */
  cut(): void {
    this.refusing = true;
    for (const pair of this.pairs) for (const s of pair) s.destroy();
  }
  /** Half-open: connections stay up and nothing comes through; new ones get through. */
  hush(): void {
    this.silent = true;
  }
  mend(): void {
    this.refusing = false;
    if (!this.silent) return;
    // What was swallowed is gone: those connections stay as they are until an end gives up.
    for (const [near, far] of this.pairs) for (const s of [near, far]) s.removeAllListeners('data').resume();
    this.silent = false;
  }
  close(): void {
    this.cut();
    this.server.close();
  }
}
