import type { FacilityStatus, LadderLevel, Quality, Trend } from '@wegweiser/contracts';
import type { Catalogue, Lang } from './lang.js';

type Words<K extends string> = Catalogue<Readonly<Record<K, string>>>;

/** Six different words: closed is not full, full is not unknown, and unknown is not a silent source. */
export const STATUS_WORDS: Words<FacilityStatus> = {
  de: { spacesAvailable: 'frei', almostFull: 'fast voll', full: 'voll', closed: 'geschlossen', unknown: 'unbekannt', unavailable: 'keine Daten' },
  en: { spacesAvailable: 'spaces free', almostFull: 'almost full', full: 'full', closed: 'closed', unknown: 'not known', unavailable: 'no data' },
  ls: { spacesAvailable: 'frei', almostFull: 'fast voll', full: 'voll', closed: 'zu', unknown: 'Das wissen wir nicht', unavailable: 'keine Nachricht' },
};
/** What the word means, for details and screen readers. */
export const STATUS_MEANINGS: Words<FacilityStatus> = {
  de: {
    spacesAvailable: 'Es gibt freie Plätze.',
    almostFull: 'Es gibt nur noch wenige freie Plätze.',
    full: 'Es gibt keinen freien Platz.',
    closed: 'Die Einfahrt ist geschlossen.',
    unknown: 'Der Zähler meldet sich, aber seine Werte sind nicht glaubwürdig.',
    unavailable: 'Der Zähler meldet sich nicht.',
  },
  en: {
    spacesAvailable: 'There are free spaces.',
    almostFull: 'Only a few spaces are left.',
    full: 'There is no free space.',
    closed: 'The entrance is closed.',
    unknown: 'The counter reports, but its values cannot be trusted.',
    unavailable: 'The counter does not report.',
  },
  ls: {
    spacesAvailable: 'Es gibt freie Plätze.',
    almostFull: 'Es gibt nur noch wenige Plätze.',
    full: 'Es gibt keinen freien Platz.',
    closed: 'Sie können dort nicht parken.',
    unknown: 'Die Zahl stimmt vielleicht nicht. Darum zeigen wir sie nicht.',
    unavailable: 'Das Park-Haus schickt uns gerade keine Zahlen.',
  },
};
/** How a number came about. */
export const QUALITY_WORDS: Words<Quality> = {
  de: { measured: 'gezählt', derived: 'berechnet', estimated: 'geschätzt', unknown: 'ohne Messung' },
  en: { measured: 'counted', derived: 'computed', estimated: 'estimated', unknown: 'not measured' },
  ls: { measured: 'gezählt', derived: 'ausgerechnet', estimated: 'geschätzt', unknown: 'nicht gezählt' },
};
/** A sentence on how a number came about. */
export const QUALITY_MEANINGS: Words<Quality> = {
  de: {
    measured: 'Ein Zähler vor Ort meldet die freien Plätze.',
    derived: 'Die Zahl ist aus Ein- und Ausfahrten oder einzelnen Plätzen berechnet.',
    estimated: 'Die Zahl ist geschätzt, weil eine Messung fehlt oder nicht vollständig ist.',
    unknown: 'Es gibt keine Messung, der wir trauen.',
  },
  en: {
    measured: 'A counter on site reports the free spaces.',
    derived: 'The number is computed from entries and exits or from single spaces.',
    estimated: 'The number is estimated, because a measurement is missing or incomplete.',
    unknown: 'There is no measurement that we trust.',
  },
  ls: {
    measured: 'Ein Gerät zählt die freien Plätze.',
    derived: 'Ein Gerät zählt die Autos bei der Einfahrt und bei der Ausfahrt. Daraus rechnen wir die Zahl aus.',
    estimated: 'Das Gerät hat nicht alles gezählt. Darum ist die Zahl geschätzt.',
    unknown: 'Es gibt keine sichere Zahl.',
  },
};
/** Of occupancy: increasing means that it fills. */
export const TREND_WORDS: Words<Trend> = {
  de: { increasing: 'wird voller', decreasing: 'wird leerer', steady: 'gleichbleibend', unknown: '' },
  en: { increasing: 'filling up', decreasing: 'emptying', steady: 'steady', unknown: '' },
  ls: { increasing: 'Es wird voller', decreasing: 'Es wird leerer', steady: 'Es bleibt gleich', unknown: '' },
};
/** Rungs of the fallback ladder of signs. */
export const LEVEL_WORDS: Words<LadderLevel> = {
  de: { live: 'aktuelle Zahl', estimate: 'geschätzt', direction: 'nur Richtung', blank: 'dunkel' },
  en: { live: 'live number', estimate: 'estimate', direction: 'direction only', blank: 'dark' },
  ls: { live: 'aktuelle Zahl', estimate: 'geschätzt', direction: 'nur Richtung', blank: 'dunkel' },
};

export const statusWord = (status: FacilityStatus, lang: Lang): string => STATUS_WORDS[lang][status];
export const qualityWord = (quality: Quality, lang: Lang): string => QUALITY_WORDS[lang][quality];
export const trendWord = (trend: Trend, lang: Lang): string => TREND_WORDS[lang][trend];
export const levelWord = (level: LadderLevel, lang: Lang): string => LEVEL_WORDS[lang][level];
