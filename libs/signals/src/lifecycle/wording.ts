import type { NoRecommendation } from '../strategic/recommend.js';
import type { Text } from '../strategic/reason.js';
import { describeViolation, type PlanViolation } from '../safety/violation.js';
import type { FailureCause } from './record.js';

const FAILURES: Readonly<Record<FailureCause, Text>> = {
  refused: { de: 'Das Steuergerät hat den Schaltbefehl abgelehnt.', en: 'The controller refused the command.' },
  noReadback: { de: 'Vom Steuergerät kommt keine Rückmeldung.', en: 'The controller gives no read-back.' },
  otherPlan: { de: 'Das Steuergerät schaltet ein anderes Signalprogramm.', en: 'The controller runs another plan.' },
  localControl: { de: 'Das Steuergerät ist in örtlicher oder Handsteuerung.', en: 'The controller is under local or manual control.' },
  notInOperation: { de: 'Die Anlage ist ausgeschaltet oder blinkt gelb.', en: 'The signals are off or flash amber.' },
};

export const formatFailure = (cause: FailureCause): Text => FAILURES[cause];

const first = (violations: readonly PlanViolation[]): string => violations.slice(0, 3).map(describeViolation).join('; ');
const listed = (lanes: readonly string[]): string => (lanes.length > 8 ? `${lanes.slice(0, 8).join(', ')} …` : lanes.join(', '));

/** Why a junction has no recommendation, for operators. */
export function formatNoRecommendation(why: NoRecommendation): Text {
  switch (why.code) {
    case 'demandStale':
      return { de: `Keine aktuellen Messwerte: ${listed(why.lanes)}.`, en: `No current measurements: ${listed(why.lanes)}.` };
    case 'demandIncomplete':
      return { de: `Messwerte lückenhaft: ${listed(why.lanes)}.`, en: `Measurements incomplete: ${listed(why.lanes)}.` };
    case 'tooFewMeasured':
      return { de: `Nur ${Math.round(why.share * 100)} % der Fahrstreifen sind gemessen, es fehlen ${listed(why.lanes)}.`, en: `Only ${Math.round(why.share * 100)} % of the lanes are measured, missing ${listed(why.lanes)}.` };
    case 'runningPlanUnknown':
      return { de: 'Das laufende Signalprogramm ist nicht bekannt.', en: 'The running plan is not known.' };
    case 'runningPlanUnusable':
      return { de: `Das laufende Signalprogramm passt nicht zum Knotenpunkt (${first(why.violations)}).`, en: `The running plan does not fit the junction (${first(why.violations)}).` };
    case 'noFeasiblePlan':
      return { de: 'In den Grenzen des Steuergeräts gibt es kein zulässiges Signalprogramm.', en: 'No admissible plan exists within the limits of the controller.' };
    case 'unsafePlan':
      return { de: `Die Sicherheitsprüfung hat den Vorschlag abgelehnt (${first(why.violations)}).`, en: `The safety check turned the proposal down (${first(why.violations)}).` };
    case 'gainTooSmall':
      return { de: 'Das laufende Signalprogramm ist gut genug.', en: 'The running plan is good enough.' };
  }
}
