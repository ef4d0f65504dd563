import { Module, type DynamicModule } from '@nestjs/common';
import { GuideGateway } from './guide.gateway.js';
import { LiveGateway } from './live.gateway.js';
import { DriverExtrasController } from './pages/driver-extras.controller.js';
import { DriverInputs } from './pages/driver-inputs.js';
import { PagesController } from './pages/pages.controller.js';
import { Outlooks } from './outlooks.js';
import { Paces } from './paces.js';
import { Presence } from './presence.js';
import { PromiseBook } from './promise-book.js';
import { Ranking } from './ranking.js';
import { PushController } from './push/push.controller.js';
import { PushService } from './push/push.service.js';
import { ActionsController } from './rest/actions.controller.js';
import { ArchiveController } from './rest/archive.controller.js';
import { HealthController } from './rest/health.controller.js';
import { InterventionsController } from './rest/interventions.controller.js';
import { RankingController } from './rest/ranking.controller.js';
import { SignsController } from './rest/signs.controller.js';
import { StateController } from './rest/state.controller.js';

/** Role `gateway`: pages, REST and sockets. Without the role only health and the live namespace, which gateways follow. */
@Module({})
export class GatewayModule {
  static register(roles: { gateway: boolean; engine: boolean }): DynamicModule {
    const live = roles.gateway || roles.engine ? [LiveGateway] : [];
    const open = roles.gateway ? [StateController, RankingController, SignsController, ArchiveController, ActionsController, InterventionsController, PagesController, DriverExtrasController, PushController] : [];
    return { module: GatewayModule, providers: [Presence, PromiseBook, Outlooks, Paces, Ranking, DriverInputs, ...(roles.gateway ? [PushService, GuideGateway] : []), ...live], controllers: [HealthController, ...open], exports: [Presence] };
  }
}
