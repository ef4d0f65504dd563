import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '@wegweiser/platform';
import { ARCHIVE, CITY, CLOCK, FEED, FORECAST, LOGGER, METRICS, SETTINGS, STORE } from '../platform/tokens.js';
import { ForecastController, ForecastInternalController } from './forecast.controller.js';
import { ForecastService } from './forecast.service.js';
import { RemoteForecast } from './remote-forecast.js';

/** The forecast lives where the engine does; a gateway elsewhere asks there. */
@Module({})
export class ForecastModule {
  static register(roles: { engine: boolean; gateway: boolean }): DynamicModule {
    const here = { provide: FORECAST, inject: [SETTINGS, CITY, CLOCK, STORE, FEED, ARCHIVE, LOGGER, METRICS], useFactory: (...deps: ConstructorParameters<typeof ForecastService>) => new ForecastService(...deps) };
    const remote = { provide: FORECAST, inject: [SETTINGS], useFactory: (s: Settings) => new RemoteForecast(s.WEGWEISER_ENGINE_URL ?? '', s.WEGWEISER_INTERNAL_TOKEN ?? '') };
    return {
      module: ForecastModule,
      global: true,
      providers: [roles.engine ? here : remote],
      exports: [FORECAST],
      controllers: [...(roles.engine ? [ForecastInternalController] : []), ...(roles.gateway ? [ForecastController] : [])],
    };
  }
}
