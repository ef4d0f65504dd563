import type { TacticalView } from '@wegweiser/contracts';
import type { Lang } from '../state/ui.js';

/** Words for stages chosen every second; German gives the type. */
const de = {
  title: 'Phasenwahl jede Sekunde',
  modes: { advice: 'nur Empfehlung', automatic: 'Automatik' } satisfies Record<TacticalView['mode'], string>,
  ended: {
    silent: 'Automatik beendet: das Steuergerät schwieg.', data: 'Automatik beendet: Phase oder Detektorwerte fehlten.', fault: 'Automatik beendet: das Steuergerät meldete eine Störung.',
    readback: 'Automatik beendet: das Steuergerät zeigte nicht die verlangte Phase.', plan: 'Automatik beendet: ein Programm wurde angenommen.',
  } satisfies Record<NonNullable<TacticalView['ended']>, string>,
  shown: 'Phase jetzt',
  wanted: 'Gewünscht',
  clearing: 'räumt',
  groups: 'Freigaben der letzten Minuten',
  group: 'Signalgruppe',
  greenS: (s: number) => `${s} s grün`,
  share: 'Grün, Anteil',
  lane: 'Fahrstreifen',
  queue: 'Rückstau, Fahrzeuge',
  waits: 'Wartet seit',
  ago: (min: number) => `vor ${min} min`,
  now: 'jetzt',
  on: 'Automatik einschalten …',
  off: 'Automatik ausschalten …',
  onEffect: 'Der Dienst verlangt die Phasen vom Steuergerät. Mindestfreigaben und Zwischenzeiten bleiben; bei Störung endet die Automatik von selbst.',
  offEffect: 'Das Steuergerät kehrt zu seinem eigenen Programm zurück.',
  reasons: ['Rückstau', 'Baustelle', 'Ausnahmelage'],
  done: { on: 'Automatik eingeschaltet.', off: 'Automatik ausgeschaltet.' },
};
export type TacticalWords = typeof de;

const en: TacticalWords = {
  title: 'Stage chosen every second',
  modes: { advice: 'advice only', automatic: 'automatic' },
  ended: {
    silent: 'Automatic mode ended: the controller was silent.', data: 'Automatic mode ended: stage or detector values were missing.', fault: 'Automatic mode ended: the controller reported a fault.',
    readback: 'Automatic mode ended: the controller did not show the stage asked for.', plan: 'Automatic mode ended: a plan was accepted.',
  },
  shown: 'Stage now',
  wanted: 'Wanted',
  clearing: 'clearing',
  groups: 'Greens of the last minutes',
  group: 'Signal group',
  greenS: (s) => `${s} s green`,
  share: 'Green, share',
  lane: 'Lane',
  queue: 'Queue, vehicles',
  waits: 'Waiting for',
  ago: (min) => `${min} min ago`,
  now: 'now',
  on: 'Switch on automatic …',
  off: 'Switch off automatic …',
  onEffect: 'The service asks the controller for stages. Minimum greens and intergreens stay; automatic mode ends by itself on a fault.',
  offEffect: 'The controller returns to its own program.',
  reasons: ['Queue', 'Road works', 'Exceptional situation'],
  done: { on: 'Automatic mode switched on.', off: 'Automatic mode switched off.' },
};

export const TACTICAL_WORDS: Readonly<Record<Lang, TacticalWords>> = { de, en };
