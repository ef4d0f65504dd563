import type { NoRecommendation } from '../strategic/recommend.js';
import type { Text } from '../strategic/reason.js';
import { describeViolation, type PlanViolation } from '../safety/violation.js';
import type { FailureCause, RecommendationRecord } from './record.js';
import { DEFAULT_REJECTION_PARAMS, type RejectionParams } from './rejection.js';

const FAILURES: Readonly<Record<FailureCause, Text>> = {
  refused: { de: 'Das Steuergerät hat den Schaltbefehl abgelehnt.', en: 'The controller refused the command.' },
  noReadback: { de: 'Vom Steuergerät kommt keine Rückmeldung.', en: 'The controller gives no read-back.' },
  otherPlan: { de: 'Das Steuergerät schaltet ein anderes Signalprogramm.', en: 'The controller runs another plan.' },
  localControl: { de: 'Das Steuergerät ist in örtlicher oder Handsteuerung.', en: 'The controller is under local or manual control.' },
  notInOperation: { de: 'Die Anlage ist ausgeschaltet oder blinkt gelb.', en: 'The signals are off or flash amber.' },
};

export const formatFailure = (cause: FailureCause): Text => FAILURES[cause];

/** How far a command had come when it ended. */
const courseOf = ({ confirmedAtMs }: RecommendationRecord): Text =>
  confirmedAtMs === null ? { de: 'Nicht bestätigt.', en: 'Not confirmed.' } : { de: 'War bestätigt und galt.', en: 'Was confirmed and in force.' };

/** How a recommendation ended and why, for operators, and what follows from it; `null` while it has not. */
export function formatEnd(record: RecommendationRecord, { holdS }: RejectionParams = DEFAULT_REJECTION_PARAMS): Text | null {
  const course = courseOf(record);
  const min = Math.round(holdS / 60);
  switch (record.status) {
    case 'rejected':
      return {
        de: `Die Leitstelle hat sie abgelehnt. Die nächsten ${min} min wird hier nur vorgeschlagen, was deutlich mehr bringt.`,
        en: `The control room rejected it. For the next ${min} min only what gains clearly more is recommended here.`,
      };
    case 'failed': {
      const why = formatFailure(record.failure as FailureCause);
      return {
        de: `${course.de} ${why.de} Der Schaltbefehl ist zurückgenommen. Die nächsten ${min} min wird hier nur ein anderes Programm vorgeschlagen, das deutlich mehr bringt.`,
        en: `${course.en} ${why.en} The command is taken back. For the next ${min} min only another plan that gains clearly more is recommended here.`,
      };
    }
    case 'expired':
      if (record.commandedAtMs === null) return { de: 'Niemand hat rechtzeitig entschieden.', en: 'Nobody decided in time.' };
      return { de: `${course.de} Die Zeit des Schaltbefehls ist abgelaufen.`, en: `${course.en} The time of the command is over.` };
    case 'superseded':
      if (record.recommendation.reason.code !== 'wave') return { de: 'Eine andere Empfehlung ist an ihre Stelle getreten.', en: 'Another recommendation took its place.' };
      return { de: `${course.de} Mit der ganzen grünen Welle zurückgenommen oder ersetzt.`, en: `${course.en} Taken back or replaced with the whole green wave.` };
    case 'proposed':
    case 'accepted':
    case 'commanded':
    case 'confirmed':
      return null;
  }
}

const first = (violations: readonly PlanViolation[]): string => violations.slice(0, 3).map(describeViolation).join('; ');
const listed = (ids: readonly string[]): string => (ids.length > 8 ? `${ids.slice(0, 8).join(', ')} …` : ids.join(', '));

/** Why a junction has no recommendation, for operators. */
export function formatNoRecommendation(why: NoRecommendation, nameOf: (junctionId: string) => string = (id) => id): Text {
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
    case 'nearSignals':
      return { de: `Zwischen hier und ${listed(why.junctions.map(nameOf))} ist nur für wenige Fahrzeuge Platz: Beide müssen gemeinsam geplant werden.`, en: `There is room for few vehicles between here and ${listed(why.junctions.map(nameOf))}: both have to be laid out together.` };
    case 'noFeasiblePlan':
      return { de: 'In den Grenzen des Steuergeräts gibt es kein zulässiges Signalprogramm.', en: 'No admissible plan exists within the limits of the controller.' };
    case 'unsafePlan':
      return { de: `Die Sicherheitsprüfung hat den Vorschlag abgelehnt (${first(why.violations)}).`, en: `The safety check turned the proposal down (${first(why.violations)}).` };
    case 'gainTooSmall':
      return { de: 'Das laufende Signalprogramm ist gut genug.', en: 'The running plan is good enough.' };
  }
}
