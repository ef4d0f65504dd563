import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedDocuments } from './documents.js';

/** `npm run docs:generate`: writes the documents of the interfaces from the code. */
const folder = fileURLToPath(new URL('../../../../docs/api/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(await generatedDocuments())) {
  writeFileSync(join(folder, name), text);
  console.log(`docs/api/${name}: ${text.length} bytes`);
}
