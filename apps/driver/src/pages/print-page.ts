import { formatMetres, formatNumber, formatTime, html, textIn, type Html } from '@wegweiser/web-kit';
import type { City, FacilityConfig } from '@wegweiser/contracts';
import type { DriverPageInput } from '../model.js';
import { page } from '../parts/layout.js';
import { qrCode, type QrModules } from '../parts/qr.js';
import { audienceName } from '../parts/search.js';
import { availabilityText } from '../parts/value.js';
import type { FacilityView } from '../view/facility-view.js';
import { prepare, type Prepared } from './driver-page.js';

export interface PrintPageInput extends DriverPageInput {
  /** Address that the code leads to, and the code. */
  readonly link: { readonly href: string; readonly modules: QrModules };
}

const spaces = (city: City, config: FacilityConfig, { query, m, context }: Prepared): Html[] =>
  config.audiences.map((one) => html`<span class="print__line">${formatNumber(one.capacity, context.lang)} ${audienceName(city, one.id, query, m)}</span>`);

const row = (city: City, view: FacilityView, prepared: Prepared): Html => {
  const { m, context } = prepared;
  const config = city.facilities.find((one) => one.id === view.brief.id);
  if (config === undefined) return html``;
  const hours = config.openingHours === '24/7' ? m.openingUnknown : config.openingHours;
  return html`<tr><th scope="row">${config.name}<span class="print__line print__soft">${config.address}</span></th><td class="print__now">${availabilityText(view, context)}</td><td>${spaces(city, config, prepared)}</td><td>${
    config.heightLimitM === undefined ? '–' : `${formatMetres(config.heightLimitM, context.lang)} m`
  }</td><td>${config.tariff === undefined ? '–' : textIn(config.tariff.text, context.lang)}</td><td>${hours}</td></tr>`;
};

/** All garages on paper, by name, with the time of the numbers and a code that leads to what holds now. */
export const renderPrintPage = (input: PrintPageInput): string => {
  const { city, lang, nowMs } = input;
  const prepared = prepare({ ...input, ranking: null, query: {} });
  const { m, context, views } = prepared;
  const time = formatTime(nowMs, { timeZone: context.timeZone, lang });
  const ordered = views.toSorted((a, b) => a.brief.name.localeCompare(b.brief.name, 'de'));
  return page({
    city,
    lang,
    m,
    assetBase: input.assetBase,
    title: m.printTitle(city.city.name),
    description: m.printTitle(city.city.name),
    hrefIn: (one) => `/drucken?lang=${one}`,
    noIndex: true,
    main: html`<div class="print"><div class="print__head"><div><h1>${m.printTitle(city.city.name)}</h1><p>${m.printHint(time)}</p><p class="print__link">${input.link.href}</p></div>${qrCode(input.link.modules, `QR-Code: ${input.link.href}`)}</div>${
      !input.live && html`<p><strong>${m.engineAway}</strong> ${m.engineAwayHelp}</p>`
    }<div class="print__scroll" tabindex="0" role="region" aria-label="${m.printTitle(city.city.name)}"><table class="table print__table"><thead><tr><th scope="col">${m.kinds.facility}</th><th scope="col">${m.freeAt(time)}</th><th scope="col">${m.capacityColumn}</th><th scope="col">${m.heightLabel}</th><th scope="col">${m.tariff}</th><th scope="col">${m.openingHours}</th></tr></thead><tbody>${ordered.map((view) => row(city, view, prepared))}</tbody></table></div></div>`,
    footer: html`<p class="foot__links"><a href="/?lang=${lang}">${m.back}</a></p>`,
  });
};
