import { html } from '@wegweiser/web-kit';
import { messagesFor } from '../messages/index.js';
import type { PlainPageInput } from '../model.js';
import { page } from '../parts/layout.js';

const homeIn = (lang: string): string => `/?lang=${lang}`;

const plain = ({ city, lang, assetBase }: PlainPageInput, title: string, help: string): string => {
  const m = messagesFor(lang);
  return page({
    city,
    lang,
    m,
    assetBase,
    title: `${title} – ${m.title(city.city.name)}`,
    description: help,
    hrefIn: homeIn,
    noIndex: true,
    main: html`<div class="single single--plain"><h1>${title}</h1><p>${help}</p><p><a class="button" href="${homeIn(lang)}">${m.back}</a></p></div>`,
  });
};

/** Kept by the service worker and shown when there is neither a connection nor a saved page. Never shows a number. */
export const renderOfflinePage = (input: PlainPageInput): string => {
  const m = messagesFor(input.lang);
  return plain(input, m.offlineTitle, m.offlineHelp);
};

/** For an id that the city does not have. */
export const renderNotFoundPage = (input: PlainPageInput): string => {
  const m = messagesFor(input.lang);
  return plain(input, m.unknownFacility, m.unknownFacilityHelp);
};
