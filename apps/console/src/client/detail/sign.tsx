import type { SignConfig, SignOrderMessage, SignState } from '@wegweiser/contracts';
import { ageOrder } from '@wegweiser/guidance/age-order';
import { personText, spanText, textOf, timeText, useMessages, valueText } from '../i18n/index.js';
import { STATUS_WORDS } from '@wegweiser/web-kit';
import { useCity } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { useThing } from '../state/live.js';
import { openDialog, select, useUi } from '../state/ui.js';
import { Glyph } from '../ui/glyph.js';
import { Age, Button, Chip, Facts, Section } from '../ui/parts.js';
import { signTone } from '../state/assess.js';
import { History } from './history.js';
import { contentNow, SignFace } from './sign-face.js';
import { SignRules } from './sign-rules.js';
import { ByPlan } from './by-plan.js';

function Levels({ order, config }: { order: SignOrderMessage; config: SignConfig }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const aged = ageOrder(order, nowMs);
  const labels = new Map(config.rows.map((row) => [row.id, row.label]));
  return (
    <ul class="levels">
      {aged.rows.map((row) => (
        <li key={row.rowId}>
          <span class="levels-name">{labels.get(row.rowId) ?? m.shows}</span>
          <span class="levels-level"><Glyph of="sign" level={row.level} face="ok" size={18} />{m.ladder[row.level]}</span>
          {row.use !== 'ordered' && <span class="age is-old">{m.aged}</span>}
        </li>
      ))}
    </ul>
  );
}

const facilityOf = (inputId: string): string => inputId.split('/', 1)[0] ?? inputId;
/** Not counted but expected, of a car that passes the sign now. */
const isExpected = (inputId: string): boolean => inputId.endsWith('@arrival');
const OLD_MS = 300_000;
/** A forecast stands so long; nobody shows an older one. */
const OLD_FORECAST_MS = 1_200_000;

function Inputs({ order }: { order: SignOrderMessage }) {
  const m = useMessages();
  const lang = useUi((s) => s.lang);
  const index = useCity();
  const { inputs } = order.why;
  if (inputs.length === 0) return null;
  return (
    <table class="table">
      <caption class="vh">{m.inputs}</caption>
      <thead><tr><th scope="col">{m.input}</th><th scope="col" class="num">{m.value}</th><th scope="col">{m.state}</th><th scope="col" class="num">{m.age}</th></tr></thead>
      <tbody>
        {inputs.map((input) => {
          const id = facilityOf(input.id);
          const facility = index.facilities.get(id);
          return (
            <tr key={input.id}>
              <th scope="row">{facility === undefined ? (index.city.zones.find((zone) => zone.id === id)?.name[lang] ?? input.id) : <button type="button" class="link" onClick={() => select({ kind: 'facilities', id })}>{facility.name}</button>}{isExpected(input.id) && <span class="row-dim"> {m.onArrival}</span>}</th>
              <td class="num">{typeof input.value === 'number' ? valueText(input.value) : (input.value ?? '–')}</td>
              <td>{isExpected(input.id) ? (m.aheads[input.status ?? ''] ?? '–') : wordOf(input.status, lang)}</td>
              <td class="num">{input.measuredAtMs === null ? '–' : <Age atMs={input.measuredAtMs} oldAfterMs={isExpected(input.id) ? OLD_FORECAST_MS : OLD_MS} />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
const wordOf = (status: string | null, lang: 'de' | 'en'): string => {
  const words: Readonly<Record<string, string>> = { ...STATUS_WORDS[lang], available: STATUS_WORDS[lang].spacesAvailable };
  return status === null ? '–' : (words[status] ?? status);
};

function Readback({ state, config }: { state: SignState; config: SignConfig }) {
  const m = useMessages();
  const { readback, mismatch } = state;
  if (readback === null) return <p class="row-dim">{m.readbackNone}</p>;
  const wrong = mismatch !== null;
  const shows = config.type === 'freeText' ? ({ multi: readback.shows.join('[np]') } as const) : ({ rows: new Map(config.rows.map((row, at) => [row.id, readback.shows[at] ?? ''])) } as const);
  return (
    <>
      <p class={wrong ? 'verdict tone-bad' : 'verdict tone-ok'}>
        <Glyph of="alarm" severity={wrong ? 'critical' : 'cleared'} size={18} />
        <span>{wrong ? (m.mismatches[mismatch] ?? mismatch) : m.readbackOk}</span>
      </p>
      {wrong && readback.shows.length > 0 && (
        <figure class="figure">
          <figcaption>{m.readbackShows}</figcaption>
          <SignFace sign={config} content={shows} />
        </figure>
      )}
      <Facts facts={[[m.lamp, m.linkStates[readback.lamp] ?? readback.lamp], [m.link, m.linkStates[readback.link] ?? readback.link], [m.age, <Age key="age" atMs={readback.atMs} oldAfterMs={180_000} />]]} />
    </>
  );
}

function Why({ order, config }: { order: SignOrderMessage; config: SignConfig }) {
  const m = useMessages();
  const { why } = order;
  return (
    <Section title={m.whyShown}>
      <p class="because">{textOf(why.text)}</p>
      <Facts facts={[[m.rule, <code key="rule">{why.ruleId}</code>], [m.trigger, why.trigger === null ? m.none : (m.triggers[why.trigger] ?? why.trigger)], [m.validUntil, timeText(order.validUntilMs, 'timeWithSeconds')]]} />
      <Inputs order={order} />
      <SignRules config={config} ruleId={why.lock === null ? why.ruleId : null} />
    </Section>
  );
}

function Lock({ id, lock }: { id: string; lock: NonNullable<SignState['lock']> }) {
  const m = useMessages();
  const nowMs = useNowMs();
  return (
    <Section title={m.locked} tone="warn" aside={<span class="left">{m.lockLeft(spanText(lock.expiresAtMs - nowMs))}</span>}>
      <p class="because">{lock.reason}</p>
      <p class="row-dim">{m.lockBy(personText(lock.by), timeText(lock.expiresAtMs))}</p>
      <div class="actions"><Button icon="unlock" onClick={() => openDialog('unlockSign', { kind: 'signs', id })}>{m.act.unlock}</Button></div>
    </Section>
  );
}

function Shown({ state, config }: { state: SignState | undefined; config: SignConfig }) {
  const m = useMessages();
  const nowMs = useNowMs();
  const content = state === undefined ? null : contentNow(state, nowMs);
  if (content === null || !state?.order) return <p class="row-dim">{m.orderNone}</p>;
  return (
    <>
      <SignFace sign={config} content={content} />
      {state.lock === null && <Levels order={state.order} config={config} />}
    </>
  );
}

function LevelChip({ state }: { state: SignState }) {
  const m = useMessages();
  return state.lock === null ? <Chip tone={signTone(state)}>{m.ladder[state.level]}</Chip> : <Chip tone="warn">{m.locked}</Chip>;
}

export function SignDetail({ id }: { id: string }) {
  const m = useMessages();
  const config = useCity().signs.get(id);
  const state = useThing('signs', id);
  if (config === undefined) return <p class="row-dim">{m.notConfigured}</p>;
  return (
    <>
      <Section title={m.shows} aside={state !== undefined && <LevelChip state={state} />}>
        <Shown state={state} config={config} />
        <div class="actions"><Button icon="lock" look="primary" onClick={() => openDialog('lockSign', { kind: 'signs', id })}>{state?.lock ? m.act.relock : m.act.lock}</Button></div>
      </Section>
      {state?.lock && <Lock id={id} lock={state.lock} />}
      {state !== undefined && <ByPlan id={state.plan ?? null} />}
      {state !== undefined && <Section title={m.readback}><Readback state={state} config={config} /></Section>}
      {state?.order && <Why order={state.order} config={config} />}
      <History subject="sign" id={id} />
    </>
  );
}
