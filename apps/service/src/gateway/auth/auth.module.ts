import { Inject, Injectable, Module, type BeforeApplicationShutdown, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { City } from '@wegweiser/contracts';
import type { Logger, Settings } from '@wegweiser/platform';
import type { CommandPort } from '../../engine/engine.service.js';
import type { LiveStore } from '../../live/live-store.js';
import { ACCESS, ACCESS_SETTINGS, CITY, COMMANDS, LOGGER, SETTINGS, STORE } from '../../platform/tokens.js';
import { Access } from './access.js';
import { AccessGuard } from './access.guard.js';
import type { AccessSettings } from './access-settings.js';
import { LiveAccess } from './live-access.js';
import { KeysController } from './keys.controller.js';
import { SessionController } from './session.controller.js';
import { SignIn } from './sign-in.js';
import { SignInController } from './sign-in.controller.js';

/** Opens the access folder before anything listens. */
@Injectable()
class AccessLife implements OnModuleInit, BeforeApplicationShutdown {
  constructor(@Inject(ACCESS) private readonly access: Access) {}
  onModuleInit(): Promise<void> {
    return this.access.open();
  }
  beforeApplicationShutdown(): void {
    this.access.stop();
  }
}

/** Who may do what, for every role of the process: the guard stands at all routes; signing in is the gateway's. */
@Module({})
export class AuthModule {
  static register(gateway: boolean): DynamicModule {
    const access = {
      provide: ACCESS,
      inject: [SETTINGS, ACCESS_SETTINGS, CITY, STORE, COMMANDS, LOGGER],
      useFactory: (settings: Settings, accessSettings: AccessSettings, city: City, store: LiveStore, commands: CommandPort, log: Logger) => new Access({ settings, access: accessSettings, city, store, commands, log }),
    };
    return {
      module: AuthModule,
      global: true,
      providers: [access, AccessLife, SignIn, LiveAccess, { provide: APP_GUARD, useClass: AccessGuard }],
      controllers: gateway ? [SessionController, SignInController, KeysController] : [],
      exports: [ACCESS, SignIn, LiveAccess],
    };
  }
}
