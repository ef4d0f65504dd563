import pg from 'pg';
import { archiveSuite, type Backend } from './archive.suite.js';

const url = process.env['WEGWEISER_TEST_DATABASE_URL'] ?? '';

const start = async (): Promise<Backend> => {
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
};

archiveSuite('archive on a server of your own', url === '' ? { notRun: 'WEGWEISER_TEST_DATABASE_URL is not set' } : start, { dialect: 'any', path: 'copy' });
