import type { Text } from '../strategic/reason.js';
import type { CorridorBands } from './bands.js';
import type { Cost } from './cost.js';

/** Why a group of junctions should change together, in numbers. */
export interface GroupReason {
  readonly name: Text;
  /** `null` while the junctions run different cycles. */
  readonly cycleNowS: number | null;
  readonly cycleAfterS: number;
  readonly now: Cost;
  readonly after: Cost;
  readonly bandsAfter: CorridorBands;
}

const pct = (share: number): string => String(Math.round(share * 100));
const tenths = (n: number, comma: ',' | '.'): string => n.toFixed(1).replace('.', comma);

/** One sentence of at most 500 characters; a function of the reason alone. */
export function formatGroupReason({ name, cycleNowS, cycleAfterS, now, after, bandsAfter }: GroupReason): Text {
  const [f, b] = [bandsAfter.forward.through.widthS, bandsAfter.backward.through.widthS];
  const cycle = cycleNowS === cycleAfterS
    ? { de: `bei ${cycleAfterS} s Umlaufzeit`, en: `with the cycle of ${cycleAfterS} s` }
    : { de: `mit gemeinsam ${cycleAfterS} s Umlaufzeit`, en: `with a common cycle of ${cycleAfterS} s` };
  const de = `${name.de}: grüne Welle ${cycle.de}, durchgehend ${f} s hin und ${b} s zurück; mittlere Wartezeit ${tenths(after.delayS, ',')} statt ${tenths(now.delayS, ',')} s/Kfz, Halte je Anlage ${pct(after.stopsPerVeh)} statt ${pct(now.stopsPerVeh)} %.`;
  const en = `${name.en}: green wave ${cycle.en}, ${f} s all the way out and ${b} s back; mean delay ${tenths(after.delayS, '.')} instead of ${tenths(now.delayS, '.')} s/veh, stops per signal ${pct(after.stopsPerVeh)} instead of ${pct(now.stopsPerVeh)} %.`;
  return { de: de.slice(0, 500), en: en.slice(0, 500) };
}

/** Why there is nothing to recommend to a group. */
export type NoGroup =
  | { readonly code: 'junctionUnknown' | 'demandDoubtful'; readonly junctions: readonly string[] }
  | { readonly code: 'noCommonCycle' | 'noSolution' }
  | { readonly code: 'gainTooSmall'; readonly now: Cost; readonly best: Cost };

/** For operators; `nameOf` gives a junction's name. */
export function formatNoGroup(why: NoGroup, nameOf: (junctionId: string) => string = (id) => id): Text {
  const names = 'junctions' in why ? why.junctions.map(nameOf).join(', ') : '';
  switch (why.code) {
    case 'junctionUnknown':
      return { de: `Das laufende Signalprogramm ist nicht bekannt: ${names}.`, en: `The running plan is not known: ${names}.` };
    case 'demandDoubtful':
      return { de: `Zu wenig gemessen: ${names}.`, en: `Too little is measured: ${names}.` };
    case 'noCommonCycle':
      return { de: 'Keine Umlaufzeit passt in die Grenzen aller Anlagen.', en: 'No cycle is within the limits of all junctions.' };
    case 'noSolution':
      return { de: 'Die Rechnung ergab keine Versatzzeiten.', en: 'The calculation gave no offsets.' };
    case 'gainTooSmall':
      return { de: 'Die laufende Koordinierung ist gut genug.', en: 'The running coordination is good enough.' };
  }
}
