import { Controller, Get, Inject, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { City } from '@wegweiser/contracts';
import { readDriverQuery, renderDriverPage, renderFacilityPage, renderNotFoundPage, renderOfflinePage, renderTextPage, type DriverPageInput } from '@wegweiser/driver';
import type { Clock } from '@wegweiser/platform';
import { renderGallery, renderSignPage } from '@wegweiser/sign';
import { pickLang } from '@wegweiser/web-kit';
import type { Request, Response } from 'express';
import type { LiveStore } from '../../live/live-store.js';
import { CITY, CLOCK, STORE } from '../../platform/tokens.js';
import { Presence } from '../presence.js';
import { Ranking } from '../ranking.js';

type Query_ = Record<string, unknown>;
const ASSETS = { driver: '/assets/driver/', sign: '/assets/sign/' };

/** The pages that are rendered here: complete without JavaScript, enhanced by their own scripts. */
@ApiExcludeController()
@Controller()
export class PagesController {
  constructor(
    @Inject(CITY) private readonly city: City,
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Ranking) private readonly ranking: Ranking,
    @Inject(Presence) private readonly presence: Presence,
  ) {}

  @Get()
  driver(@Query() query: Query_, @Req() request: Request, @Res() response: Response): void {
    send(response, renderDriverPage(this.driverInput(query, request)));
  }

  @Get('text')
  text(@Query() query: Query_, @Req() request: Request, @Res() response: Response): void {
    send(response, renderTextPage(this.driverInput(query, request)));
  }

  @Get('parken/:id')
  facility(@Param('id') facilityId: string, @Query() query: Query_, @Req() request: Request, @Res() response: Response): void {
    const { ranking: _ranking, ...input } = this.driverInput(query, request);
    if (!this.city.facilities.some((f) => f.id === facilityId)) {
      response.status(404);
      return send(response, renderNotFoundPage(input));
    }
    send(response, renderFacilityPage({ ...input, facilityId }));
  }

  @Get('offline')
  offline(@Req() request: Request, @Res() response: Response): void {
    send(response, renderOfflinePage({ city: this.city, lang: langOf(request), assetBase: ASSETS.driver }));
  }

  @Get('signs')
  gallery(@Req() request: Request, @Res() response: Response): void {
    send(response, renderGallery({ city: this.city, signs: this.store.list('signs'), nowMs: this.clock.now(), lang: langOf(request), filter: request.query['show'], assetBase: ASSETS.sign }));
  }

  @Get('signs/:id')
  sign(@Param('id') id: string, @Res() response: Response): void {
    const sign = this.city.signs.find((s) => s.id === id);
    if (sign === undefined) throw new NotFoundException(`sign ${id.slice(0, 64)} is not configured`);
    send(response, renderSignPage({ sign, order: this.store.find('signs', id)?.order ?? null, nowMs: this.clock.now(), timeZone: this.city.city.timeZone, assetBase: ASSETS.sign }));
  }

  private driverInput(query: Query_, request: Request): DriverPageInput {
    const { destination, audience, heightM } = readDriverQuery(this.city, query);
    const ranked =
      destination === null ? null : this.ranking.rank({ lon: destination.position[0], lat: destination.position[1], audience, ...(heightM === null ? {} : { heightM }) });
    return {
      city: this.city,
      facilities: this.store.list('facilities'),
      ranking: ranked?.targets ?? null,
      query,
      lang: langOf(request),
      nowMs: this.clock.now(),
      live: this.presence.engine(),
      assetBase: ASSETS.driver,
    };
  }
}

/** The address says the language; else the browser's wish, German first. */
function langOf(request: Request) {
  const wanted = request.query['lang'];
  if (typeof wanted === 'string') return pickLang(wanted);
  return request.acceptsLanguages('de', 'en') === 'en' ? pickLang('en') : pickLang('de');
}

function send(response: Response, page: string): void {
  response.set('cache-control', 'no-cache').type('html').send(page);
}
