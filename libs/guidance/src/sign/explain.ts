import type { AheadView } from './ahead.js';
import type { Draft } from './compose.js';
import { refsOf } from './condition.js';
import { lookUp, targetKey } from './inputs.js';
import type { SignInputs } from './inputs.js';
import type { LadderLevel, SignZone } from './model.js';
import type { OrderWhy, Trigger, WhyInput } from './order.js';
import type { Selection } from './select.js';
import { withMembers } from './zone.js';

/** Says why a sign shows what it shows, for operators and for the audit log. */
const TRIGGERS: Readonly<Record<Trigger, readonly [de: string, en: string]>> = {
  contradictoryInput: ['Quellen widersprechen sich', 'sources contradict each other'],
  impossibleValue: ['unmöglicher Wert', 'impossible value'],
  futureMeasurement: ['Messung liegt in der Zukunft', 'measured in the future'],
  readbackMismatch: ['Rückmeldung des Schildes weicht ab', 'the sign reports something else'],
  silentLink: ['Schild antwortet nicht', 'the sign is silent'],
  noData: ['keine Daten', 'no data'],
  staleData: ['Daten zu alt', 'data too old'],
  unknownStatus: ['Zustand unbekannt', 'status unknown'],
  notRenderable: ['Text passt nicht auf das Schild', 'the text does not fit the sign'],
  estimatedInput: ['geschätzter Wert', 'estimated value'],
  recovering: ['wartet auf stabile Daten', 'waiting for steady data'],
  fillsBefore: ['füllt sich vor der Ankunft', 'fills up before arrival'],
};
/** By severity, as the keys above stand. */
const SEVERITY = Object.keys(TRIGGERS) as Trigger[];
const LEVELS: Readonly<Record<LadderLevel, readonly [de: string, en: string]>> = {
  live: ['aktuell', 'live'],
  estimate: ['Schätzung', 'estimate'],
  direction: ['nur Richtung', 'direction only'],
  blank: ['dunkel', 'dark'],
};
const MAX_TEXT = 480;

/** Lock by an action plan: `plan:{id}`, its name as reason. Where no name is published operators are one. */
const PLAN = /^plan:/;
const ANY_OPERATOR = 'operator';
const lockText = (by: string, reason: string): readonly [de: string, en: string] => {
  if (PLAN.test(by)) return [`Handlungsplan „${reason}“. `, `Action plan “${reason}”. `];
  return by === ANY_OPERATOR ? [`Sperre durch die Leitstelle: ${reason}. `, `Locked by the control room: ${reason}. `] : [`Sperre durch ${by}: ${reason}. `, `Locked by ${by}: ${reason}. `];
};

/** What a decision was made from. */
export interface Grounds {
  selection: Selection;
  draft: Draft;
  inputs: SignInputs;
  ahead: Readonly<Record<string, AheadView>>;
  /** A zone's members stand beside it. */
  zones: readonly SignZone[];
  nowMs: number;
}

const aheadText = (view: AheadView, language: 0 | 1): string => {
  const [minutes, percent] = [Math.round(view.ahead.inSeconds / 60), Math.round(view.ahead.freeProbability * 100)];
  return [`, bei Ankunft in ${minutes} min zu ${percent} % frei`, `, ${percent} % likely to be free on arrival in ${minutes} min`][language] as string;
};

/** Whatever stands below `live`, or says less than was counted, has a trigger. */
const describe = ({ selection, draft: { slots }, ahead }: Grounds, language: 0 | 1): string => {
  const { lock, rule } = selection;
  const expected = (slot: Draft['slots'][number]): string => {
    const view = slot.triggers.includes('fillsBefore') ? lookUp(ahead, targetKey(slot.targetId, slot.audience)) : null;
    return view === null ? '' : aheadText(view, language);
  };
  const byLock = lock === null ? '' : lockText(lock.operator, lock.reason)[language];
  const byRule = rule === null ? ['Keine Regel trifft zu.', 'No rule applies.'][language] : [`Regel ${rule.ruleId}.`, `Rule ${rule.ruleId}.`][language];
  const fallen = slots
    .filter(({ triggers }) => triggers.length > 0)
    .map((slot) => ` ${slot.label}: ${LEVELS[slot.level][language]} (${slot.triggers.map((trigger) => TRIGGERS[trigger][language]).join(', ')}${expected(slot)}).`);
  const text = `${byLock}${byRule}${fallen.join('')}`;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
};

const age = (measuredAtMs: number | null, nowMs: number): number | null => (measuredAtMs === null ? null : nowMs - measuredAtMs);

const targetWhy = (inputs: SignInputs, key: string, nowMs: number): WhyInput => {
  const input = lookUp(inputs.targets, key);
  if (input === null) return { id: key, value: null, status: null, measuredAtMs: null, ageMs: null, quality: null };
  const { vacant, status, measuredAtMs, quality } = input;
  // JSON has no NaN, and an operator should see what came in.
  const value = vacant === null || Number.isFinite(vacant) ? vacant : String(vacant);
  return { id: key, value, status, measuredAtMs, ageMs: age(measuredAtMs, nowMs), quality };
};
/** Marked as what it is: expected, not counted. JSON has no negative zero. */
const aheadWhy = (key: string, { ahead, memory }: AheadView, nowMs: number): WhyInput => ({
  id: `${key}@arrival`, value: Math.round(ahead.free) + 0, status: memory.state, measuredAtMs: ahead.madeAtMs, ageMs: nowMs - ahead.madeAtMs, quality: ahead.basis,
});
const linkWhy = (inputs: SignInputs, linkId: string, nowMs: number): WhyInput => {
  const link = lookUp(inputs.links, linkId);
  const measuredAtMs = link?.measuredAtMs ?? null;
  return { id: linkId, value: link?.levelOfService ?? null, status: null, measuredAtMs, ageMs: age(measuredAtMs, nowMs), quality: null };
};

const whyOf = ({ inputs, ahead, nowMs }: Grounds, key: string): WhyInput[] => {
  const view = lookUp(ahead, key);
  return view === null ? [targetWhy(inputs, key, nowMs)] : [targetWhy(inputs, key, nowMs), aheadWhy(key, view, nowMs)];
};

export const explain = (grounds: Grounds, renderFault: string | null): OrderWhy => {
  const { selection, draft, inputs, zones, nowMs } = grounds;
  const refs = refsOf(selection.rule?.condition ?? { kind: 'always' });
  const keys = new Set([...draft.slots, ...refs.targets].flatMap(({ targetId, audience }) => withMembers(targetKey(targetId, audience), zones)));
  const rungs: OrderWhy['rungs'] = draft.slots.map(({ slotId, level, triggers }) => ({ slotId, level, triggers }));
  const all = new Set([...rungs.flatMap(({ triggers }) => triggers), ...(renderFault === null ? [] : (['notRenderable'] as const))]);
  const { lock } = selection;
  return {
    ruleId: selection.rule?.ruleId ?? null,
    inputs: [...[...keys].flatMap((key) => whyOf(grounds, key)), ...[...new Set(refs.links)].map((id) => linkWhy(inputs, id, nowMs))],
    lock: lock === null ? null : { lockId: lock.lockId, operator: lock.operator, reason: lock.reason, expiresAtMs: lock.expiresAtMs },
    rungs,
    trigger: SEVERITY.find((trigger) => all.has(trigger)) ?? null,
    renderFault,
    textDe: describe(grounds, 0),
    textEn: describe(grounds, 1),
  };
};
