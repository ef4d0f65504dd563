import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { City } from '@wegweiser/contracts';
import { routeAccess } from '@wegweiser/contracts/access';
import { DEFAULT_LIMITS } from '../../apps/service/src/city/limits.js';
import { createApp } from '@wegweiser/service';
import { createLogger, Settings } from '@wegweiser/platform';
import { generatedDocuments } from '../../apps/service/src/docs/documents.js';

const committed = (name: string): string => readFileSync(fileURLToPath(new URL(`../../docs/api/${name}`, import.meta.url)), 'utf8');

interface Operation {
  operationId: string;
  summary?: string;
  parameters?: { name: string; in: string }[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, { schema?: unknown }> }>;
  security?: unknown[];
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}
let fresh: Record<string, string>;
let document: Document;
const operations = () => Object.entries(document.paths).flatMap(([path, o]) => Object.entries(o).map(([method, operation]) => ({ name: `${method} ${path}`, path, method, operation })));

beforeAll(async () => {
  fresh = await generatedDocuments();
  document = JSON.parse(fresh['openapi.json']!) as Document;
});

/** What Express really answers, asked from the router itself. */
async function routesOfTheApp(): Promise<string[]> {
  const city = City.parse({ city: { id: 'c', name: '-', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [0, 0], bounds: [0, 0, 0, 0], attribution: { de: '-', en: '-' } }, areas: [{ id: 'a', name: { de: '-', en: '-' } }] });
  const app = await createApp({ settings: Settings.parse({ WEGWEISER_DATABASE_URL: 'postgres://not-opened' }), city, sources: [], limits: DEFAULT_LIMITS, log: createLogger('silent') });
  // Routes without starting the roles behind them.
  await (app as unknown as { registerRouter(): Promise<void> }).registerRouter();
  const { router } = app.getHttpAdapter().getInstance() as unknown as { router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] } };
  return router.stack.flatMap(({ route }) => (route === undefined ? [] : Object.keys(route.methods).map((m) => `${m} ${route.path.replace(/:(\w+)/g, '{$1}')}`)));
}

describe('docs/api', () => {
  it.each(['openapi.json', 'asyncapi.json'])('%s is what the code says (npm run docs:generate)', (name) => {
    expect(committed(name)).toBe(fresh[name]);
  });

  it('comes out the same every time', async () => {
    expect(await generatedDocuments()).toEqual(fresh);
  });
});

describe('OpenAPI', () => {
  it('has every route below /api that the app answers, and no other', async () => {
    const routes = (await routesOfTheApp()).filter((r) => r.includes(' /api/'));
    expect(routes.length).toBeGreaterThan(20);
    expect(operations().map((o) => o.name).sort()).toEqual(routes.sort());
  });

  it('tells every operation in words, with its answer and its problems', () => {
    for (const { name, operation } of operations()) {
      const [content] = Object.values(operation.responses['200']?.content ?? {});
      // 204 has nothing to say, and says so.
      const told = { summary: Boolean(operation.summary), answer: content?.schema !== undefined || operation.responses['204'] !== undefined, problems: Object.keys(operation.responses['default']?.content ?? {}) };
      expect({ name, ...told }).toEqual({ name, summary: true, answer: true, problems: ['application/problem+json'] });
    }
    const ids = operations().map((o) => o.operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names every parameter of a path', () => {
    for (const { name, path, operation } of operations()) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!);
      const named = (operation.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name);
      expect({ name, named: named.sort() }).toEqual({ name, named: wanted.sort() });
    }
  });

  it('says who must have signed in wherever the table of access does, and what a change must bring along', () => {
    for (const { name, path, method, operation } of operations()) {
      const pattern = path.replace(/\{(\w+)\}/g, ':$1');
      const { right } = routeAccess(method.toUpperCase(), pattern, {})!;
      const needs = right !== 'open';
      const asks = { signIn: JSON.stringify(operation.security ?? []).includes('session'), header: operation.parameters?.some((p) => p.name === 'X-Wegweiser-Csrf') ?? false };
      expect({ name, ...asks }).toEqual({ name, signIn: needs, header: needs && method !== 'get' });
    }
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1]!);
    expect(references.length).toBeGreaterThan(10);
    expect([...new Set(references)].filter((r) => !(r in document.components.schemas))).toEqual([]);
  });
});
