import 'reflect-metadata';
import { it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { openApiDocument } from './openapi.js';
it('x', async () => { writeFileSync('/tmp/openapi.json', JSON.stringify(await openApiDocument(), null, 1)); });
