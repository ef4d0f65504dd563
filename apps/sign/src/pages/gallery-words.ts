import type { LadderLevel } from '@wegweiser/contracts';
import type { IconName } from '@wegweiser/web-kit';

export const GALLERY_FILTERS = ['all', 'deviating', 'fallback', 'dark', 'locked', 'offline'] as const;
export type GalleryFilter = (typeof GALLERY_FILTERS)[number];

export interface GalleryWords {
  readonly title: (city: string) => string;
  readonly intro: string;
  readonly summary: (count: number, live: number, reduced: number, trouble: number) => string;
  readonly skip: string;
  readonly facing: (direction: string) => string;
  readonly directions: readonly string[];
  /** Over the one picture when order and read-back agree or nothing was read back, and over each of two when they do not. */
  readonly pictures: { readonly ordered: string; readonly confirmed: string; readonly reported: string };
  readonly pageOf: (pages: number) => string;
  readonly filters: string;
  readonly filter: Readonly<Record<GalleryFilter, string>>;
  readonly noneOfThese: string;
  readonly fallback: string;
  readonly fallbackAt: (time: string, text: string) => string;
  readonly rowsOn: (count: number, of: number) => string;
  readonly why: string;
  readonly ordered: string;
  readonly orderedAt: (time: string, until: string) => string;
  readonly noOrder: string;
  readonly expired: string;
  readonly readback: string;
  readonly readbackOk: (time: string) => string;
  readonly readbackNone: string;
  readonly connection: string;
  readonly online: string;
  readonly offline: string;
  readonly level: string;
  readonly levels: Readonly<Record<LadderLevel, string>>;
  readonly mismatch: Readonly<Record<string, string>>;
  readonly mismatchOther: string;
  readonly showsInstead: (text: string) => string;
  readonly locked: (reason: string, until: string) => string;
  readonly lock: string;
  readonly open: string;
  readonly openOf: (name: string) => string;
  readonly live: string;
  readonly connecting: string;
  readonly lost: (time: string) => string;
  readonly asOf: (time: string) => string;
  readonly nothing: string;
  readonly nothingHelp: string;
  readonly languages: string;
}

export const LEVEL_ICONS: Readonly<Record<LadderLevel, IconName>> = { live: 'spacesAvailable', estimate: 'almostFull', direction: 'route', blank: 'closed' };

const de: GalleryWords = {
  title: (city) => `Wegweiser in ${city}`,
  intro: 'Jedes Schild so, wie es jetzt ist: was bestellt ist, was es zurückmeldet und warum.',
  summary: (count, live, reduced, trouble) => `${count === 1 ? '1 Schild' : `${count} Schilder`}: ${live} mit aktuellen Zahlen, ${reduced} auf einer Rückfallstufe, ${trouble} mit Abweichung`,
  skip: 'Zu den Schildern',
  facing: (direction) => `Fahrtrichtung ${direction}`,
  directions: ['Norden', 'Nordosten', 'Osten', 'Südosten', 'Süden', 'Südwesten', 'Westen', 'Nordwesten'],
  pictures: { ordered: 'Bestellt', confirmed: 'Bestellt und so zurückgemeldet', reported: 'Zurückgemeldet' },
  pageOf: (pages) => `Seite 1 von ${pages}`,
  filters: 'Auswahl',
  filter: { all: 'Alle', deviating: 'Weicht ab', fallback: 'Rückfallstufe', dark: 'Dunkel', locked: 'Von Hand gesetzt', offline: 'Nicht verbunden' },
  noneOfThese: 'Zurzeit ist kein Schild in diesem Zustand.',
  fallback: 'Ohne neue Daten',
  fallbackAt: (time, text) => `ab ${time}: ${text}`,
  rowsOn: (count, of) => `${count} von ${of} Zeilen`,
  why: 'Warum',
  ordered: 'Auftrag',
  orderedAt: (time, until) => `von ${time}, gilt bis ${until}`,
  noOrder: 'noch kein Auftrag, das Schild bleibt dunkel',
  expired: 'abgelaufen, das Schild ist dunkel',
  readback: 'Rückmeldung',
  readbackOk: (time) => `zeigt, was bestellt ist (${time})`,
  readbackNone: 'noch keine',
  connection: 'Verbindung',
  online: 'verbunden',
  offline: 'nicht verbunden',
  level: 'Stufe',
  levels: { live: 'aktuelle Zahl', estimate: 'geschätzt', direction: 'nur Richtung', blank: 'dunkel' },
  mismatch: {
    linkSilent: 'Das Schild antwortet nicht.',
    lampFault: 'Die Anzeige ist defekt.',
    orderRejected: 'Das Schild hat den Auftrag abgelehnt.',
    expired: 'Das Schild zeigt einen abgelaufenen Wert.',
    oldOrderShown: 'Das Schild zeigt noch einen früheren Auftrag.',
    unknownContent: 'Das Schild zeigt etwas anderes als bestellt.',
  },
  mismatchOther: 'Das Schild weicht vom Auftrag ab.',
  showsInstead: (text) => `Es meldet: ${text}`,
  locked: (reason, until) => `${reason} (bis ${until})`,
  lock: 'Von Hand gesetzt',
  open: 'Schild groß zeigen',
  openOf: (name) => `: ${name}`,
  live: 'Live: Die Schilder aktualisieren sich selbst',
  connecting: 'Verbindung wird aufgebaut …',
  lost: (time) => `Verbindung unterbrochen seit ${time} Uhr. Die Bilder altern wie die Schilder selbst.`,
  asOf: (time) => `Stand ${time} Uhr`,
  nothing: 'Diese Stadt hat noch keine Schilder.',
  nothingHelp: 'Schilder stehen in config/cities, eine Datei mit dem Abschnitt „signs“ genügt.',
  languages: 'Sprache',
};
const en: GalleryWords = {
  title: (city) => `Guidance signs in ${city}`,
  intro: 'Every sign as it is now: what was ordered, what it reports back, and why.',
  summary: (count, live, reduced, trouble) => `${count} signs: ${live} with live numbers, ${reduced} on a fallback level, ${trouble} deviating`,
  skip: 'Skip to the signs',
  facing: (direction) => `Heading ${direction}`,
  directions: ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'],
  pictures: { ordered: 'Ordered', confirmed: 'Ordered and read back', reported: 'Read back' },
  pageOf: (pages) => `page 1 of ${pages}`,
  filters: 'Selection',
  filter: { all: 'All', deviating: 'Deviating', fallback: 'Fallback level', dark: 'Dark', locked: 'Set by hand', offline: 'Not connected' },
  noneOfThese: 'No sign is in this state at present.',
  fallback: 'Without new data',
  fallbackAt: (time, text) => `from ${time}: ${text}`,
  rowsOn: (count, of) => `${count} of ${of} rows`,
  why: 'Why',
  ordered: 'Order',
  orderedAt: (time, until) => `of ${time}, valid until ${until}`,
  noOrder: 'none yet, the sign stays dark',
  expired: 'expired, the sign is dark',
  readback: 'Read-back',
  readbackOk: (time) => `shows what was ordered (${time})`,
  readbackNone: 'none yet',
  connection: 'Connection',
  online: 'connected',
  offline: 'not connected',
  level: 'Level',
  levels: { live: 'live number', estimate: 'estimate', direction: 'direction only', blank: 'dark' },
  mismatch: {
    linkSilent: 'The sign does not answer.',
    lampFault: 'The display is faulty.',
    orderRejected: 'The sign rejected the order.',
    expired: 'The sign shows a value past its expiry.',
    oldOrderShown: 'The sign still shows an earlier order.',
    unknownContent: 'The sign shows something that was not ordered.',
  },
  mismatchOther: 'The sign deviates from its order.',
  showsInstead: (text) => `It reports: ${text}`,
  locked: (reason, until) => `${reason} (until ${until})`,
  lock: 'Set by hand',
  open: 'Show sign large',
  openOf: (name) => `: ${name}`,
  live: 'Live: signs update by themselves',
  connecting: 'Connecting …',
  lost: (time) => `Connection lost since ${time}. The pictures age as the signs themselves do.`,
  asOf: (time) => `As of ${time}`,
  nothing: 'This city has no signs yet.',
  nothingHelp: 'Signs live in config/cities: one file with a section “signs” is enough.',
  languages: 'Language',
};
export const galleryWords = (lang: 'de' | 'en'): GalleryWords => (lang === 'en' ? en : de);
