import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@wegweiser/archive';
import pg from 'pg';
import { archiveSuite } from './archive.suite.js';

archiveSuite(
  'archive on embedded PostgreSQL',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'archive-'));
    const server = await startEmbedded({ dataDir });
    const client = new pg.Client(server.config);
    await client.connect();
    await client.query('SET search_path TO wegweiser, public');
    return {
      connection: server.config,
      schema: 'wegweiser',
      sql: async (text) => (await client.query(text)).rows as Record<string, unknown>[],
      end: async () => {
        await client.end();
        await server.stop();
        rmSync(server.dataDir, { recursive: true, force: true });
      },
    };
  },
  { dialect: 'plain', path: 'copy' },
);
