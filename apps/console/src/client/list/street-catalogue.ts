import type { StreetZoneState } from '@wegweiser/contracts';
import type { Lang } from '../state/ui.js';

/** Words for on-street zones; German gives the type. */
const de = {
  title: 'Am Straßenrand (Schätzung)',
  hint: 'Hier wird nicht jeder Platz gezählt. So steht es auch bei den Fahrenden.',
  free: (pct: number) => `etwa ${pct} % frei`,
  range: (low: number, high: number) => `wohl ${low} bis ${high} %`,
  none: 'keine Schätzung',
  basis: {
    sensors: (seen: number) => `nach ${seen} Sensoren`,
    machines: (seen: number) => (seen === 1 ? 'nach 1 gültigen Parkschein' : `nach ${seen} gültigen Parkscheinen`),
    usual: () => 'üblich um diese Zeit, nicht von heute',
    none: () => 'hier misst zurzeit nichts',
  } satisfies Record<StreetZoneState['basis'], (seen: number) => string>,
  reasons: {
    tooFewSensors: 'zu wenige Sensoren melden sich',
    machineSilent: 'ein Parkscheinautomat ist stumm',
    noCharge: 'zurzeit ist kein Parkschein nötig',
    spacesUnknown: 'Zahl der Plätze nicht bekannt',
  } satisfies Record<StreetZoneState['reasons'][number], string>,
};

const en: typeof de = {
  title: 'Along the streets (estimate)',
  hint: 'Not every space is counted here. Drivers read the same.',
  free: (pct) => `about ${pct} % free`,
  range: (low, high) => `probably ${low} to ${high} %`,
  none: 'no estimate',
  basis: {
    sensors: (seen) => `by ${seen} sensors`,
    machines: (seen) => (seen === 1 ? 'by 1 valid ticket' : `by ${seen} valid tickets`),
    usual: () => 'usual at this time, not of today',
    none: () => 'nothing measures here at present',
  },
  reasons: {
    tooFewSensors: 'too few sensors report',
    machineSilent: 'a ticket machine is silent',
    noCharge: 'no ticket is needed at present',
    spacesUnknown: 'number of spaces not known',
  },
};

export const STREET_WORDS: Record<Lang, typeof de> = { de, en };
