import { html, type Html, htmlDocument, type HtmlValue, type Lang, LANGS, langTag, raw, textIn } from '@wegweiser/web-kit';
import type { City } from '@wegweiser/contracts';
import type { Messages } from '../messages/index.js';

export interface PageFrame {
  readonly city: City;
  readonly lang: Lang;
  readonly m: Messages;
  readonly assetBase: string;
  readonly title: string;
  readonly description: string;
  /** Same page in another language. */
  readonly hrefIn: (lang: Lang) => string;
  readonly hero?: HtmlValue;
  readonly main: HtmlValue;
  readonly footer?: HtmlValue;
  /** Data for the page's script; without it no script is loaded. */
  readonly data?: Html;
  readonly skip?: string;
  readonly noIndex?: boolean;
}

const LANGUAGE_NAMES: Readonly<Record<Lang, string>> = { de: 'Deutsch', en: 'English', ls: 'Leichte Sprache' };

const languages = ({ lang, m, hrefIn }: PageFrame): Html =>
  html`<nav class="langs" aria-label="${m.languages}"><ul class="langs__list">${LANGS.map((one) => html`<li><a href="${hrefIn(one)}" lang="${langTag(one)}" hreflang="${langTag(one)}"${one === lang && html` aria-current="true"`}>${LANGUAGE_NAMES[one]}</a></li>`)}</ul></nav>`;

/** Zeichen 314 in small: a white P on blue. */
const LOGO = raw('<svg class="logo" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false"><rect class="logo__plate" x="1.5" y="1.5" width="45" height="45" rx="9"/><path class="logo__p" d="M15 10h11.2c6 0 9.8 3.6 9.8 9.2s-3.8 9.3-9.8 9.3h-4.6V38H15zm6.6 5.6v7.3h3.7c2.6 0 4.1-1.4 4.1-3.7s-1.5-3.6-4.1-3.6z"/></svg>');

const head = (frame: PageFrame): Html => {
  const { assetBase, title, description } = frame;
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${description}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#0a4f94" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#0a2f57" media="(prefers-color-scheme: dark)">
${frame.noIndex === true && html`<meta name="robots" content="noindex">`}
<link rel="icon" href="${assetBase}icon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="${assetBase}icon-192.png">
<link rel="manifest" href="${assetBase}manifest.webmanifest">
<link rel="stylesheet" href="${assetBase}driver.css">
${frame.data !== undefined && html`<script type="module" src="${assetBase}driver.js"></script>`}`;
};

/** Whole document around a page's content. */
export const page = (frame: PageFrame): string => {
  const { city, lang, m, hero, main, footer, data } = frame;
  const home = `/?lang=${lang}`;
  return htmlDocument(html`<html lang="${langTag(lang)}" data-lang="${lang}">
<head>${head(frame)}</head>
<body>
<a class="skip" href="#content">${frame.skip ?? m.skip}</a>
<header class="top"><div class="top__bar"><a class="brand" href="${home}">${LOGO}<span>${m.title(city.city.name)}</span></a>${languages(frame)}</div>${hero}</header>
<main id="content" tabindex="-1">${main}</main>
<footer class="foot"><div class="foot__in">${footer}<p class="foot__source">${textIn(city.city.attribution, lang)}</p></div></footer>
${data}
</body>
</html>`);
};
