import { Module, type DynamicModule } from '@nestjs/common';
import type { City } from '@wegweiser/contracts';
import type { Clock, Settings } from '@wegweiser/platform';
import type { Limits } from '../city/limits.js';
import { CITY, CLOCK, LIMITS, SETTINGS } from '../platform/tokens.js';
import { LookBackController } from './look-back.controller.js';
import { Replays } from './replays.js';
import { WhatIfDesk } from './what-if-desk.js';
import { WorkerReplay } from './worker-replay.js';

/** Part of the gateway's role: looking back over whole days. */
@Module({})
export class LookBackModule {
  static register(here: boolean): DynamicModule {
    const replays = {
      provide: Replays,
      inject: [CITY, LIMITS, CLOCK, SETTINGS],
      useFactory: (city: City, limits: Limits, clock: Clock, settings: Settings) => new Replays({ city, limits, now: () => clock.now(), connection: settings.WEGWEISER_DATABASE_URL ?? '', begin: (task) => new WorkerReplay(task) }),
    };
    const desk = { provide: WhatIfDesk, inject: [CITY, LIMITS, CLOCK], useFactory: (city: City, limits: Limits, clock: Clock) => new WhatIfDesk(city, limits, () => clock.now()) };
    return { module: LookBackModule, providers: here ? [replays, desk] : [], controllers: here ? [LookBackController] : [] };
  }
}
