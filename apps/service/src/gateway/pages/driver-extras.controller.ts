import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { renderEmbedPage, renderPosterPage, renderPrintPage, renderSpeechPage, renderVoicePage, renderWidgetPage } from '@wegweiser/driver';
import type { Settings } from '@wegweiser/platform';
import type { Request, Response } from 'express';
import { SETTINGS } from '../../platform/tokens.js';
import { DriverInputs, type PageQuery } from './driver-inputs.js';
import { sendPage } from './send-page.js';

/** The same answer where there is no browser of one's own: paper, walls, telephones, other people's pages. */
@ApiExcludeController()
@Controller()
export class DriverExtrasController {
  constructor(
    @Inject(DriverInputs) private readonly inputs: DriverInputs,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('drucken')
  print(@Req() request: Request, @Res() response: Response): void {
    sendPage(response, renderPrintPage({ ...this.inputs.page({}, request), link: this.inputs.link('/', request) }));
  }

  @Get('plakat/:id')
  poster(@Param('id') facilityId: string, @Req() request: Request, @Res() response: Response): void {
    if (!this.inputs.city.facilities.some((f) => f.id === facilityId)) response.status(404);
    sendPage(response, renderPosterPage({ ...this.inputs.plain(request), facilityId, link: this.inputs.link(`/parken/${encodeURIComponent(facilityId.slice(0, 64))}`, request) }));
  }

  /** May stand in frames of the pages that the settings name; it asks for nothing and can do nothing for its host. */
  @Get('widget')
  widget(@Query() query: PageQuery, @Req() request: Request, @Res() response: Response): void {
    const policy = String(response.getHeader('content-security-policy'));
    response.setHeader('content-security-policy', policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${this.settings.WEGWEISER_EMBED_ORIGINS}`));
    sendPage(response, renderWidgetPage(this.inputs.page(query, request)));
  }

  @Get('einbinden')
  embed(@Query() query: PageQuery, @Req() request: Request, @Res() response: Response): void {
    sendPage(response, renderEmbedPage({ ...this.inputs.page(query, request), origin: this.inputs.origin(request) }));
  }

  /** For voice platforms. The place is one of the city's names, never a caller's position. */
  @Get('telefon.vxml')
  voice(@Query() query: PageQuery, @Req() request: Request, @Res() response: Response): void {
    sendPage(response, renderVoicePage(this.inputs.page(query, request)), 'application/voicexml+xml');
  }

  @Get('telefon.ssml')
  speech(@Query() query: PageQuery, @Req() request: Request, @Res() response: Response): void {
    sendPage(response, renderSpeechPage(this.inputs.page(query, request)), 'application/ssml+xml');
  }
}
