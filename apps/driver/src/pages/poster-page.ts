import { formatMetres, formatNumber, html, icon, textIn, type Html } from '@wegweiser/web-kit';
import type { FacilityConfig } from '@wegweiser/contracts';
import { messagesFor, type Messages } from '../messages/index.js';
import type { PlainPageInput } from '../model.js';
import { page } from '../parts/layout.js';
import { qrCode } from '../parts/qr.js';
import { audienceName } from '../parts/search.js';
import { renderNotFoundPage } from './plain-pages.js';
import type { PrintPageInput } from './print-page.js';

export interface PosterPageInput extends PlainPageInput {
  readonly facilityId: string;
  readonly link: PrintPageInput['link'];
}

const facts = ({ city, lang }: PosterPageInput, config: FacilityConfig, m: Messages): Html => {
  const spaces = config.audiences.map((one) => html`<li>${icon('ok')}<span>${m.posterSpaces(formatNumber(one.capacity, lang), audienceName(city, one.id, { lang }, m))}</span></li>`);
  return html`<ul class="poster__facts">${spaces}${config.heightLimitM !== undefined && html`<li>${icon('height')}<span>${m.heightLimit(formatMetres(config.heightLimitM, lang))}</span></li>`}${config.tariff !== undefined && html`<li>${icon('price')}<span>${textIn(config.tariff.text, lang)}</span></li>`}</ul>`;
};

/** A sheet for the wall: the code opens the garage's own page. It shows no count, because paper cannot keep one fresh. */
export const renderPosterPage = (input: PosterPageInput): string => {
  const { city, lang, assetBase, facilityId, link } = input;
  const config = city.facilities.find((one) => one.id === facilityId);
  if (config === undefined) return renderNotFoundPage(input);
  const m = messagesFor(lang);
  return page({
    city,
    lang,
    m,
    assetBase,
    title: `${m.poster}: ${config.name}`,
    description: `${m.posterHead}: ${config.name}`,
    hrefIn: (one) => `/plakat/${config.id}?lang=${one}`,
    noIndex: true,
    main: html`<p class="poster__hint">${m.posterHint}</p><article class="poster"><p class="poster__head">${m.posterHead}</p><h1 class="poster__name">${config.name}</h1><p class="poster__address">${config.address}</p>${qrCode(link.modules, `QR-Code: ${link.href}`)}<p class="poster__scan">${m.posterScan}</p><p class="poster__other" lang="${lang === 'en' ? 'de' : 'en'}">${m.posterOther}</p><p class="poster__link">${link.href}</p>${facts(input, config, m)}</article>`,
    footer: html`<p class="foot__links"><a href="/parken/${config.id}?lang=${lang}">${config.name}</a></p>`,
  });
};
