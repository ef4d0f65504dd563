import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { gateOf } from './gate.js';

let ends: { destroy(): void }[] = [];
afterEach(() => {
  for (const end of ends) end.destroy();
  ends = [];
});
async function pair(): Promise<{ here: Socket; there: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const here = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [there] = (await once(server, 'connection')) as [Socket];
  server.close();
  there.setNoDelay(true);
  ends = [here, there];
  return { here, there };
}
const turns = async (n: number): Promise<void> => {
  for (let i = 0; i < n; i += 1) await new Promise(setImmediate);
};

describe('gate before a socket', () => {
  it('reads nothing behind the first chunk while it is shut, and everything in order once it is open', async () => {
    const { here, there } = await pair();
    const gate = gateOf(here);
    let got = '';
    here.setEncoding('utf8').on('data', (text: string) => (got += text));
    there.write('a');
    await once(here, 'data');
    for (let round = 0; round < 3; round += 1) {
      const before = got;
      gate.shut();
      gate.shut();
      for (let i = 0; i < 20; i += 1) {
        await new Promise((resolve) => there.write(String(i % 10), resolve));
        await turns(3);
      }
      expect(got).toBe(before);
      expect(here.bytesRead - before.length).toBeLessThanOrEqual(1);
      gate.open();
      gate.open();
      while (got.length < before.length + 20) await once(here, 'data');
      expect(got.slice(before.length)).toBe('01234567890123456789');
    }
  });

  it('opens in vain where the connection has gone', async () => {
    const { here } = await pair();
    const gate = gateOf(here);
    here.resume();
    gate.shut();
    here.destroy();
    await once(here, 'close');
    expect(() => gate.open()).not.toThrow();
  });
});
