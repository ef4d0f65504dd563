import type { NestExpressApplication } from '@nestjs/platform-express';
import { consoleDir } from '@wegweiser/console';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const packageDir = (name: string): string => dirname(require.resolve(`${name}/package.json`));

/** Scripts, styles and the console: built files as they are. */
export function serveAssets(app: NestExpressApplication): void {
  for (const page of ['driver', 'sign']) {
    app.useStaticAssets(join(packageDir(`@wegweiser/${page}`), 'dist/client'), {
      prefix: `/assets/${page}/`,
      maxAge: '10m',
      // The drivers' service worker looks after the whole site, not its own folder alone.
      setHeaders: (response, path) => path.endsWith('sw.js') && response.setHeader('service-worker-allowed', '/'),
    });
  }
  // The interface for machines, generated from the code: openapi.json and asyncapi.json.
  app.useStaticAssets(fileURLToPath(new URL('../../../../../docs/api/', import.meta.url)), { prefix: '/api/', maxAge: '10m' });
  const dir = consoleDir();
  app.useStaticAssets(dir, { prefix: '/console', setHeaders: (response, path) => response.setHeader('cache-control', /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache') });
}
