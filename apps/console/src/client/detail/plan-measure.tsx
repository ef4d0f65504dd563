import type { PlanConfig, PlanState, SignConfig, SignState } from '@wegweiser/contracts';
import { STATUS_WORDS } from '@wegweiser/web-kit';
import { textOf, useMessages, valueText } from '../i18n/index.js';
import { rivalsOf, type Measure } from '../state/plans.js';
import { useCity, type CityIndex } from '../state/city.js';
import { collection, serviceNowMs, useThing } from '../state/live.js';
import { select, useUi } from '../state/ui.js';
import { Chip } from '../ui/parts.js';
import type { Tone } from '../state/assess.js';
import { contentNow, SignFace, type FaceContent } from './sign-face.js';

const PLACE = /\{([A-Za-z0-9._-]+)(?:\/([A-Za-z0-9._-]+))?\}/g;

/** A page text with the values that stand there now. */
function filled(multi: string, sign: SignConfig): string {
  return multi.replaceAll(PLACE, (_, id: string, audience?: string) => {
    const state = collection('facilities').get(id);
    const value = audience === undefined ? state : state?.audiences.find((a) => a.id === audience);
    if (value === undefined) return '';
    if (value.status === 'closed') return sign.words.closed;
    if (value.status === 'full') return sign.words.full;
    return value.vacant === null ? '' : String(value.vacant);
  });
}

/** Rows that the plan does not name go on as they are, but for garages that it closes. */
function rowsOf(plan: PlanConfig, sign: SignConfig, state: SignState | undefined, named: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const now = state === undefined ? null : contentNow(state, serviceNowMs());
  const closed = new Set(plan.measures.flatMap((m) => ('close' in m ? [m.close] : [])));
  const going = now !== null && 'rows' in now ? now.rows : new Map<string, string>();
  return new Map(sign.rows.map((r) => [r.id, named.get(r.id) ?? (closed.has(r.target) ? sign.words.closed : going.get(r.id) ?? '')]));
}

function contentOf(plan: PlanConfig, measure: Extract<Measure, { sign: string }>, sign: SignConfig, state: SignState | undefined): FaceContent {
  const { show } = measure;
  if ('multi' in show) return { multi: filled(show.multi, sign) };
  if ('rows' in show) return { rows: rowsOf(plan, sign, state, new Map(show.rows.map((r) => [r.rowId, r.text]))) };
  return sign.type === 'freeText' ? { multi: '' } : { rows: new Map() };
}

const TONES: Readonly<Record<PlanState['measures'][number]['effect'], Tone>> = { waiting: 'mute', inForce: 'ok', overridden: 'warn', beaten: 'info' };

function EffectChip({ of }: { of: PlanState['measures'][number] }) {
  const m = useMessages();
  const by = useCity().plans.get(of.by ?? '');
  return <Chip tone={TONES[of.effect]}>{of.effect === 'beaten' && by !== undefined ? m.beatenBy(textOf(by.name)) : m.effectsOf[of.effect]}</Chip>;
}

/** Signs with a row about this facility: what a closure changes on the street. */
const signsAbout = ({ city }: CityIndex, facilityId: string): number => city.signs.filter((s) => s.rows.some((r) => r.target === facilityId)).length;

function FacilityEffect({ id, capacity }: { id: string; capacity: number | null }) {
  const m = useMessages();
  const lang = useUi((s) => s.lang);
  const index = useCity();
  const state = useThing('facilities', id);
  const now = state === undefined ? '–' : state.vacant === null ? STATUS_WORDS[lang][state.status] : `${valueText(state.vacant)} ${m.vacant}`;
  const occupied = state?.vacant == null ? null : state.capacity - state.vacant;
  const then = capacity === null ? STATUS_WORDS[lang].closed : `${m.capacityIs(valueText(capacity))}${occupied === null ? '' : `, ${valueText(Math.max(0, capacity - occupied))} ${m.vacant}`}`;
  return <p>{now} → <b>{then}</b>{capacity === null && <span class="cell-sub">{m.signsShow(signsAbout(index, id))}</span>}</p>;
}

function SignEffect({ plan, measure }: { plan: PlanConfig; measure: Extract<Measure, { sign: string }> }) {
  const sign = useCity().signs.get(measure.sign);
  const state = useThing('signs', measure.sign);
  return sign === undefined ? null : <SignFace sign={sign} content={contentOf(plan, measure, sign, state)} />;
}

function Body({ plan, measure }: { plan: PlanConfig; measure: Measure }) {
  if ('close' in measure) return <FacilityEffect id={measure.close} capacity={null} />;
  if ('facility' in measure) return <FacilityEffect id={measure.facility} capacity={measure.capacity} />;
  return <SignEffect plan={plan} measure={measure} />;
}

/** The same sign or garage in other plans, with who goes first. */
function Rivals({ plan, measure }: { plan: PlanConfig; measure: Measure }) {
  const m = useMessages();
  const rivals = rivalsOf(useCity(), plan, measure);
  if (rivals.length === 0) return null;
  return (
    <p class="cell-sub">
      {m.alsoWantedBy}{' '}
      {rivals.map((p, n) => <span key={p.id}>{n > 0 && ', '}<button type="button" class="link" onClick={() => select({ kind: 'plans', id: p.id })}>{textOf(p.name)}</button> ({m.priorityIs(p.priority)})</span>)}
    </p>
  );
}

/** One measure as it would look: the sign's face, or the garage before and after. */
export function MeasureCard({ plan, measure, effect }: { plan: PlanConfig; measure: Measure; effect: PlanState['measures'][number] }) {
  const m = useMessages();
  const index = useCity();
  const [kind, id] = 'sign' in measure ? (['signs', measure.sign] as const) : (['facilities', 'close' in measure ? measure.close : measure.facility] as const);
  const name = index[kind].get(id)?.name ?? id;
  const what = 'sign' in measure ? m.things.signs : 'close' in measure ? m.measureClose : m.measureCapacity;
  return (
    <li class="measure">
      <div class="measure-head">
        <span><span class="row-dim">{what}</span><button type="button" class="link" onClick={() => select({ kind, id })}>{name}</button></span>
        <EffectChip of={effect} />
      </div>
      <Body plan={plan} measure={measure} />
      <Rivals plan={plan} measure={measure} />
    </li>
  );
}
