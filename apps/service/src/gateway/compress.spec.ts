import express from 'express';
import { get, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compress } from './compress.js';

const PAGE = '<p>Parken</p>'.repeat(200);

describe('compress', () => {
  let server: Server;
  beforeAll(async () => {
    const app = express();
    app.use(compress);
    app.get('/strong', (_request, response) => void response.set('etag', '"order-1"').json({ PAGE }));
    app.get('/picture', (_request, response) => void response.type('png').send(Buffer.alloc(4000)));
    app.get('/small', (_request, response) => void response.json({ status: 'ok' }));
    app.use((_request, response) => void response.send(PAGE));
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => server.close());

  const ask = (path: string, headers: Record<string, string> = { 'accept-encoding': 'gzip, br' }): Promise<{ status: number; headers: IncomingHttpHeaders; bytes: number }> =>
    new Promise((resolve, reject) => {
      get({ port: (server.address() as AddressInfo).port, path, headers }, (answer) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes }));
      }).on('error', reject);
    });
  const encoding = async (path: string): Promise<string | undefined> => (await ask(path)).headers['content-encoding'];

  it('packs a page by the best that the browser takes', async () => {
    const page = await ask('/');
    expect([page.headers['content-encoding'], page.headers.vary, page.bytes < 200]).toEqual(['br', 'Accept-Encoding', true]);
    expect((await ask('/', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip');
    expect((await ask('/', {})).bytes).toBe(PAGE.length);
  });
  it('still answers that nothing is new', async () => {
    const { etag = '' } = (await ask('/')).headers;
    expect(etag).toMatch(/^W\//);
    expect((await ask('/', { 'accept-encoding': 'br', 'if-none-match': etag })).status).toBe(304);
  });
  it.each(['/strong', '/picture', '/small'])('leaves %s as it is', async (path) => expect(await encoding(path)).toBeUndefined());
  it.each(['/api/v1/session', '/API/V1/Session?active=1', '/api/v1/sessions/anna', '/api/v1/keys', '/api/v1/keys/k1/rotation', '/sign-in', '/sign-in/callback?x=1', '/internal/outbox'])(
    'never packs what holds a secret: %s', async (path) => expect(await encoding(path)).toBeUndefined(),
  );
  it.each(['/api/v1/keysmith', '/sign-inn', '/signs'])('packs %s', async (path) => expect(await encoding(path)).toBe('br'));
});
