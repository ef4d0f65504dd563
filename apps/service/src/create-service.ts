import { StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { nestLogger, type Logger } from '@wegweiser/platform';
import { json, urlencoded, type NextFunction, type Request, type Response } from 'express';
import { AppModule } from './app.module.js';
import type { Access } from './gateway/auth/access.js';
import { playerKey } from './gateway/auth/player-key.js';
import { BoundedIoAdapter } from './gateway/io-adapter.js';
import { compress } from './gateway/compress.js';
import { serveAssets } from './gateway/pages/assets.js';
import { bearerIs } from './gateway/auth/from-here.js';
import { answerOptions } from './gateway/rest/answer-options.js';
import { ProblemFilter } from './gateway/rest/problem.filter.js';
import { onlyOverTls, secureHeaders } from './gateway/secure-headers.js';
import type { Shared } from './platform/platform.module.js';
import { ACCESS } from './platform/tokens.js';

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
  app.set('trust proxy', settings.WEGWEISER_TRUSTED_PROXIES);
  if (settings.WEGWEISER_PUBLIC_URL?.startsWith('https:') === true) app.use(onlyOverTls);
  setUpHttp(app, log, settings.WEGWEISER_INTERNAL_TOKEN);
  app.useWebSocketAdapter(new BoundedIoAdapter(app, settings.WEGWEISER_MAX_CLIENTS));
  if (settings.WEGWEISER_ROLES.includes('gateway')) {
    serveAssets(app);
    app.use('/signs', playerKey(() => app.get<Access>(ACCESS)));
  }
  return app;
}

/** What holds for every request, whatever the roles. */
export function setUpHttp(app: NestExpressApplication, log: Logger, internalToken?: string): void {
  app.disable('x-powered-by');
  app.use(secureHeaders);
  app.use(compress);
  app.use(answerOptions);
  // Roles hand each other whole batches; people, and whoever does not know the roles' secret, send little.
  const large = json({ limit: '4mb' });
  app.use('/internal', (request: Request, response: Response, next: NextFunction) => (internalToken !== undefined && bearerIs(request.headers.authorization, internalToken) ? large(request, response, next) : next()));
  app.useBodyParser('json', { limit: '64kb' });
  // The sign-in form of a browser without scripts.
  app.use('/sign-in', urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 }));
  app.useGlobalPipes(new StandardSchemaValidationPipe());
  app.useGlobalFilters(new ProblemFilter(log));
}

export async function createService(shared: Shared): Promise<RunningService> {
  const app = await createApp(shared);
  const { WEGWEISER_HTTP_HOST: host, WEGWEISER_HTTP_PORT: port } = shared.settings;
  await app.listen(port, host);
  const { port: bound } = app.getHttpServer().address() as { port: number };
  return { address: `http://${host}:${bound}`, app, stop: () => app.close() };
}
