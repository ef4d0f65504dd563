import { formatNumber, formatTime, html, type Html } from '@wegweiser/web-kit';
import type { GuidanceAccount } from '@wegweiser/contracts';
import type { WhyPageInput } from '../model.js';
import { page } from '../parts/layout.js';
import { availabilityText } from '../parts/value.js';
import { inLang, queryString } from '../query.js';
import { destinationName, prepare, type Prepared } from './driver-page.js';

type Target = GuidanceAccount['targets'][number];
const PARTS = ['drive', 'jam', 'walk', 'price', 'search', 'others', 'behind', 'spread'] as const;
/** Below this a part changes no order that anybody sees. */
const WORTH_SECONDS = 3;

const item = (target: Target, { m, views, context }: Prepared): Html | null => {
  const view = views.find(({ brief }) => brief.id === target.facilityId);
  if (view === undefined) return null;
  const minutes = (seconds: number): string => formatNumber(Math.round(seconds / 6) / 10, context.lang);
  const parts = PARTS.filter((part) => target[part] >= WORTH_SECONDS).map((part) => m.whyPart(m.whyParts[part], minutes(target[part])));
  const tier = m.whyTiers[target.tier];
  // Full and closed say all that there is to say.
  return html`<li><h2>${view.brief.name}</h2><p>${target.tier === 'full' || target.tier === 'closed' ? tier : `${tier} ${availabilityText(view, context)}.`}</p><p><strong>${m.whySum(minutes(target.score))}</strong> ${parts.join(', ')}.</p></li>`;
};

/** What the order of the list is made of: for each garage the minutes that the rule adds up. Without a script, and of this moment. */
export const renderWhyPage = (input: WhyPageInput): string => {
  const { city, lang, assetBase, nowMs, account } = input;
  const prepared = prepare(input);
  const { m, query, context } = prepared;
  const destination = destinationName(query, m);
  return page({
    city,
    lang,
    m,
    assetBase,
    title: `${m.whyTitle} – ${m.title(city.city.name)}`,
    description: m.whyIntro,
    hrefIn: (one) => `/warum${queryString(inLang(query, one))}`,
    noIndex: true,
    main: html`<div class="single"><p class="crumb"><a href="/${queryString(query)}">← ${m.back}</a></p><h1>${m.whyTitle}</h1>${
      account === null || destination === null
        ? html`<p>${m.whyNoDestination}</p>`
        : html`<p>${destination}, ${m.asOf(formatTime(nowMs, { timeZone: context.timeZone, lang }))}</p><p>${m.whyIntro}</p><ol class="why">${account.targets.map((one) => item(one, prepared))}</ol><h2>${m.whyRulesTitle}</h2><ul>${m.whyRules.map((rule) => html`<li>${rule}</li>`)}</ul>`
    }</div>`,
  });
};
