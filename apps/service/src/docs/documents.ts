import { asyncApiDocument } from '@wegweiser/contracts/asyncapi';
import { openApiDocument } from './openapi.js';

/** Every generated document, by file below `docs/api`. A contract test fails while the committed ones differ. */
export async function generatedDocuments(): Promise<Record<string, string>> {
  const documents = { 'openapi.json': await openApiDocument(), 'asyncapi.json': asyncApiDocument() };
  return Object.fromEntries(Object.entries(documents).map(([name, d]) => [name, `${JSON.stringify(d, null, 2)}\n`]));
}
