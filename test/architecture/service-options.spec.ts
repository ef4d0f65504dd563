import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SERVICE_NODE_OPTIONS } from '../../scripts/service-options.mjs';

it('runs the service in the container with the options that npm start and the benches give it', () => {
  const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  expect(/NODE_OPTIONS=(\S+)/.exec(dockerfile)?.[1]).toBe(SERVICE_NODE_OPTIONS);
});
