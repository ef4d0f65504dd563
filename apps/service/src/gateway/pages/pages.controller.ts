import { Controller, Get, Inject, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { City } from '@wegweiser/contracts';
import { renderDriverPage, renderFacilityPage, renderNotFoundPage, renderOfflinePage, renderTextPage, renderWhyPage } from '@wegweiser/driver';
import type { Clock } from '@wegweiser/platform';
import { renderGallery, renderSignPage } from '@wegweiser/sign';
import type { Request, Response } from 'express';
import type { LiveStore } from '../../live/live-store.js';
import { CITY, CLOCK, STORE } from '../../platform/tokens.js';
import { DriverInputs, langOf, type PageQuery } from './driver-inputs.js';
import { sendPage } from './send-page.js';

const SIGN_ASSETS = '/assets/sign/';

/** The pages that are rendered here: complete without JavaScript, enhanced by their own scripts. */
@ApiExcludeController()
@Controller()
export class PagesController {
  constructor(
    @Inject(CITY) private readonly city: City,
    @Inject(STORE) private readonly store: LiveStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DriverInputs) private readonly inputs: DriverInputs,
  ) {}

  @Get()
  driver(@Query() query: PageQuery, @Req() request: Request, @Res() response: Response): void {
    sendPage(response, renderDriverPage(this.inputs.page(query, request)));
  }

  @Get('text')
  text(@Query() query: PageQuery, @Req() request: Request, @Res() response: Response): void {
    sendPage(response, renderTextPage(this.inputs.page(query, request)));
  }

  @Get('warum')
  why(@Query() query: PageQuery, @Req() request: Request, @Res() response: Response): void {
    sendPage(response, renderWhyPage({ ...this.inputs.page(query, request), account: this.inputs.account(query) }));
  }

  @Get('parken/:id')
  facility(@Param('id') facilityId: string, @Query() query: PageQuery, @Req() request: Request, @Res() response: Response): void {
    const { ranking: _ranking, ...input } = this.inputs.page(query, request);
    if (!this.city.facilities.some((f) => f.id === facilityId)) {
      response.status(404);
      return sendPage(response, renderNotFoundPage(input));
    }
    sendPage(response, renderFacilityPage({ ...input, facilityId }));
  }

  @Get('offline')
  offline(@Req() request: Request, @Res() response: Response): void {
    sendPage(response, renderOfflinePage(this.inputs.plain(request)));
  }

  @Get('signs')
  gallery(@Req() request: Request, @Res() response: Response): void {
    sendPage(response, renderGallery({ city: this.city, signs: this.store.list('signs'), nowMs: this.clock.now(), lang: langOf(request), filter: request.query['show'], assetBase: SIGN_ASSETS }));
  }

  @Get('signs/:id')
  sign(@Param('id') id: string, @Res() response: Response): void {
    const sign = this.city.signs.find((s) => s.id === id);
    if (sign === undefined) throw new NotFoundException(`sign ${id.slice(0, 64)} is not configured`);
    sendPage(response, renderSignPage({ sign, order: this.store.find('signs', id)?.order ?? null, nowMs: this.clock.now(), timeZone: this.city.city.timeZone, assetBase: SIGN_ASSETS }));
  }
}
