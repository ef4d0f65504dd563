import { Module, type DynamicModule } from '@nestjs/common';
import type { Role } from '@wegweiser/platform';
import { ArchiveModule } from './archive/archive.module.js';
import { EngineModule } from './engine/engine.module.js';
import { FieldModule } from './field/field.module.js';
import { ForecastModule } from './forecast/forecast.module.js';
import { AuthModule } from './gateway/auth/auth.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { Lifecycle } from './lifecycle.js';
import { LookBackModule } from './look-back/look-back.module.js';
import { PlatformModule, type Shared } from './platform/platform.module.js';

/** The service with the roles it was given. */
@Module({})
export class AppModule {
  static register(shared: Shared): DynamicModule {
    const has = (role: Role) => shared.settings.WEGWEISER_ROLES.includes(role);
    return {
      module: AppModule,
      imports: [
        PlatformModule.register(shared),
        FieldModule.register(has('field')),
        EngineModule.register(has('engine')),
        ArchiveModule.register(has('archive')),
        ForecastModule.register({ engine: has('engine'), gateway: has('gateway') }),
        AuthModule.register(has('gateway')),
        GatewayModule.register({ gateway: has('gateway'), engine: has('engine') }),
        LookBackModule.register(has('gateway')),
      ],
      providers: [Lifecycle],
    };
  }
}
