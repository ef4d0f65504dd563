import { StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { nestLogger } from '@wegweiser/platform';
import { AppModule } from './app.module.js';
import { BoundedIoAdapter } from './gateway/io-adapter.js';
import { serveAssets } from './gateway/pages/assets.js';
import { ProblemFilter } from './gateway/rest/problem.filter.js';
import { secureHeaders } from './gateway/secure-headers.js';
import type { Shared } from './platform/platform.module.js';

export interface RunningService {
  /** `http://host:port` */
  address: string;
  app: NestExpressApplication;
  stop(): Promise<void>;
}

/** The Nest application with everything that is common to all roles; not yet listening. */
export async function createApp(shared: Shared): Promise<NestExpressApplication> {
  const { settings, log } = shared;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.register(shared), { logger: nestLogger(log), bodyParser: false, forceCloseConnections: true });
  // Roles hand each other whole batches; people send little.
  app.useBodyParser('json', { limit: settings.WEGWEISER_INTERNAL_TOKEN === undefined ? '64kb' : '4mb' });
  app.disable('x-powered-by');
  app.use(secureHeaders);
  app.useGlobalPipes(new StandardSchemaValidationPipe());
  app.useGlobalFilters(new ProblemFilter(log));
  app.useWebSocketAdapter(new BoundedIoAdapter(app));
  if (settings.WEGWEISER_ROLES.includes('gateway')) serveAssets(app);
  return app;
}

export async function createService(shared: Shared): Promise<RunningService> {
  const app = await createApp(shared);
  const { WEGWEISER_HTTP_HOST: host, WEGWEISER_HTTP_PORT: port } = shared.settings;
  await app.listen(port, host);
  const { port: bound } = app.getHttpServer().address() as { port: number };
  return { address: `http://${host}:${bound}`, app, stop: () => app.close() };
}
