import type { SignConfig } from '@wegweiser/contracts';
import type { Lang } from '../state/ui.js';

type Rule = SignConfig['rules'][number];
type Window = Rule['schedule'][number];

/** Words for what stands behind a value; German gives the type. */
const de = {
  sources: 'Eingänge',
  source: 'Gerät',
  noSources: 'Kein Gerät ist dafür eingerichtet.',
  alternatives: 'Alle Regeln dieses Schilds',
  priority: 'Rang',
  condition: 'Gilt',
  shows: 'Zeigt',
  always: 'immer',
  rows: 'seine Zeilen',
  inForce: 'entscheidet',
  and: ' und ',
  or: ' oder ',
  is: (name: string, states: string) => `${name} ist ${states}`,
  below: (name: string, n: number) => `${name} unter ${n} frei`,
  atLeast: (name: string, n: number) => `${name} mindestens ${n} frei`,
  days: ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'],
  time: (from: string, to: string) => `${from}–${to} Uhr`,
  since: (date: string) => `ab ${date}`,
  until: (date: string) => `bis ${date}`,
  log: 'Protokoll dazu',
  overrides: 'Von Hand oder durch einen Plan',
  overridden: { closed: 'Geschlossen', opened: 'Geöffnet' },
  overrideBy: (by: string, since: string | null, until: string | null) => `von ${by}${since === null ? '' : `, seit ${since}`}, ${until === null ? 'bis es zurückgenommen wird' : `bis ${until}`}`,
  fromTime: (from: string) => `ab ${from}`,
};
export type WhyWords = typeof de;
const en: WhyWords = {
  sources: 'Inputs',
  source: 'Device',
  noSources: 'No device is configured for it.',
  alternatives: 'All rules of this sign',
  priority: 'Rank',
  condition: 'Applies',
  shows: 'Shows',
  always: 'always',
  rows: 'its rows',
  inForce: 'decides',
  and: ' and ',
  or: ' or ',
  is: (name, states) => `${name} is ${states}`,
  below: (name, n) => `${name} below ${n} free`,
  atLeast: (name, n) => `${name} at least ${n} free`,
  days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  time: (from, to) => `${from}–${to}`,
  since: (date) => `from ${date}`,
  until: (date) => `until ${date}`,
  log: 'Log about this',
  overrides: 'By hand or by a plan',
  overridden: { closed: 'Closed', opened: 'Opened' },
  overrideBy: (by, since, until) => `by ${by}${since === null ? '' : `, since ${since}`}, ${until === null ? 'until it is taken back' : `until ${until}`}`,
  fromTime: (from) => `from ${from}`,
};
export const WHY_WORDS: Readonly<Record<Lang, WhyWords>> = { de, en };

/** Names of things and of their states, as the console has them. */
export interface Names {
  facility: (id: string) => string;
  link: (id: string) => string;
  status: (status: string) => string;
  level: (level: string) => string;
}

function windowText(w: WhyWords, { weekdays, from, to, dateFrom, dateTo }: Window): string {
  const parts = [
    weekdays === undefined ? '' : weekdays.map((day) => w.days[day - 1] ?? '').join(', '),
    from === undefined && to === undefined ? '' : w.time(from ?? '00:00', to ?? '24:00'),
    dateFrom === undefined ? '' : w.since(dateFrom),
    dateTo === undefined ? '' : w.until(dateTo),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** When a rule applies, in words. */
export function conditionText(w: WhyWords, rule: Rule, names: Names): string {
  const { facility, link } = rule.when;
  const parts = [rule.schedule.map((window) => windowText(w, window)).filter((text) => text !== '').join(w.or)];
  if (facility !== undefined) {
    const name = names.facility(facility.id);
    if (facility.status !== undefined) parts.push(w.is(name, facility.status.map(names.status).join(w.or)));
    if (facility.vacantBelow !== undefined) parts.push(w.below(name, facility.vacantBelow));
    if (facility.vacantAtLeast !== undefined) parts.push(w.atLeast(name, facility.vacantAtLeast));
  }
  if (link !== undefined) parts.push(w.is(names.link(link.id), link.levels.map(names.level).join(w.or)));
  const said = parts.filter((part) => part !== '');
  return said.length === 0 ? w.always : said.join(w.and);
}
