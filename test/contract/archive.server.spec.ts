import pg from 'pg';
import { describe, it } from 'vitest';
import { archiveSuite } from './archive.suite.js';

const url = process.env['WEGWEISER_TEST_DATABASE_URL'];
if (url === undefined || url === '') {
  describe('archive on a real server', () => {
    it.skip('not run: WEGWEISER_TEST_DATABASE_URL is not set');
  });
} else {
  archiveSuite(
    'archive on the server of WEGWEISER_TEST_DATABASE_URL',
    async () => {
      const schema = `wegweiser_test_${process.pid}`;
      const client = new pg.Client(url);
      await client.connect();
      await client.query(`SET search_path TO ${schema}, public`);
      return {
        connection: url,
        schema,
        sql: async (text) => (await client.query(text)).rows as Record<string, unknown>[],
        end: async () => {
          await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
          await client.end();
        },
      };
    },
    { dialect: 'any', path: 'copy' },
  );
}
