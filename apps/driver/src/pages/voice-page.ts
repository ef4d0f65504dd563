import { formatTime, html, type Html, type Lang } from '@wegweiser/web-kit';
import type { DriverPageInput } from '../model.js';
import { destinationName, prepare, type Prepared } from './driver-page.js';
import { spoken } from './spoken.js';
import { sentence } from './text-page.js';

/** Read out in one go: more nobody can remember. */
const AT_ONCE = 3;
/** Places on the keys 1 to 7; 8 leads on, 9 is the whole city, 0 hears it again. */
const KEYS = 7;
const LOCALES: Readonly<Record<Lang, string>> = { de: 'de-DE', ls: 'de-DE', en: 'en-GB' };

const pieces = <T>(list: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

const said = (text: string, { context }: Prepared): Html => html`<s>${spoken(text, context.lang)}</s>`;

interface Key {
  readonly key: number;
  readonly text: string;
  readonly next: string;
}
/** A menu by keys: VoiceXML 2.1, section 2.2. Whoever presses nothing hears it again, three times; then the call ends. */
const menu = (id: string, spokenBefore: Html | null, keys: readonly Key[], prepared: Prepared): Html => {
  const { m } = prepared;
  return html`<menu id="${id}" dtmf="false">
<prompt>${spokenBefore}${keys.map(({ key, text }) => html`${said(m.phonePress(key, text), prepared)}<break time="300ms"/>`)}</prompt>
${keys.map(({ key, next }) => html`<choice dtmf="${key}" next="${next}"/>
`)}<noinput count="1"><prompt>${said(m.phoneNoInput, prepared)}</prompt><reprompt/></noinput>
<noinput count="3"><disconnect/></noinput>
<nomatch count="1"><prompt>${said(m.phoneNoInput, prepared)}</prompt><reprompt/></nomatch>
<nomatch count="3"><disconnect/></nomatch>
</menu>
`;
};

const welcome = (input: DriverPageInput, prepared: Prepared): string => prepared.m.phoneWelcome(input.city.city.name, formatTime(input.nowMs, { timeZone: prepared.context.timeZone, lang: input.lang }));

const address = (prepared: Prepared, parameters: Readonly<Record<string, string>>): string => `telefon.vxml?${new URLSearchParams({ ...parameters, lang: prepared.context.lang }).toString()}`;

/** Where to: one menu for every seven places of the city. */
const destinations = (input: DriverPageInput, prepared: Prepared): Html[] => {
  const { m } = prepared;
  const groups = pieces(input.city.places, KEYS);
  const all = { key: 9, text: m.phoneAll, next: address(prepared, { alle: '1' }) };
  return (groups.length === 0 ? [[]] : groups).map((group, index) => {
    const places = group.map((place, at): Key => ({ key: at + 1, text: place.name, next: address(prepared, { place: place.id }) }));
    const more = groups.length > 1 ? [{ key: 8, text: m.phoneMorePlaces, next: `#ziel-${(index + 1) % groups.length}` }] : [];
    const greeting = index === 0 ? html`${said(welcome(input, prepared), prepared)}${!input.live && said(`${m.engineAway} ${m.engineAwayHelp}`, prepared)}<break time="500ms"/>${said(m.where, prepared)}` : null;
    return menu(`ziel-${index}`, greeting, [...places, ...more, all, { key: 0, text: m.phoneAgain, next: `#ziel-${index}` }], prepared);
  });
};

/** The answer, three garages at a time in the order of the list. */
const answers = (input: DriverPageInput, prepared: Prepared): Html[] => {
  const { m, query, views } = prepared;
  const groups = pieces(views, AT_ONCE);
  return (groups.length === 0 ? [[]] : groups).map((group, index) => {
    const isLast = index >= groups.length - 1;
    const heading = index === 0 ? html`${said(m.heading(views.length, destinationName(query, m)), prepared)}${!input.live && said(m.engineAway, prepared)}` : null;
    const list = group.map((view) => html`${said(sentence(view, prepared), prepared)}<break time="600ms"/>`);
    const keys: Key[] = [...(isLast ? [] : [{ key: 1, text: m.phoneMore, next: `#liste-${index + 1}` }]), { key: 2, text: m.phoneAgain, next: `#liste-${index}` }, { key: 3, text: m.phoneOther, next: address(prepared, {}) }];
    return menu(`liste-${index}`, html`${heading}${list}${isLast && said(m.phoneEnd, prepared)}`, keys, prepared);
  });
};

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * The same content for a telephone: a VoiceXML 2.1 document with SSML prompts that any voice platform can fetch. Without a
 * destination it asks for one by keys; with `place`, or `alle=1` for the whole city, it reads the list.
 */
export const renderVoicePage = (input: DriverPageInput): string => {
  const prepared = prepare(input);
  const isAnswer = prepared.query.destination !== null || input.query['alle'] === '1';
  const document = html`<vxml version="2.1" xmlns="http://www.w3.org/2001/vxml" xml:lang="${LOCALES[input.lang]}">
<property name="timeout" value="5s"/>
<property name="inputmodes" value="dtmf"/>
<catch event="error"><prompt>${said(prepared.m.phoneFailed, prepared)}</prompt><disconnect/></catch>
${isAnswer ? answers(input, prepared) : destinations(input, prepared)}</vxml>`;
  return `${XML}${document.toString()}\n`;
};

/** The whole list as one SSML 1.1 document: for reading aloud by other machines. */
export const renderSpeechPage = (input: DriverPageInput): string => {
  const prepared = prepare(input);
  const { m, query, views } = prepared;
  const document = html`<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${LOCALES[input.lang]}">
<p>${said(welcome(input, prepared), prepared)}${!input.live && said(m.engineAway, prepared)}${said(`${m.heading(views.length, destinationName(query, m))}.`, prepared)}</p>
${views.map((view) => html`<p>${said(sentence(view, prepared), prepared)}</p>
`)}</speak>`;
  return `${XML}${document.toString()}\n`;
};
