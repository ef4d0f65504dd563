import type { FacilityForecast, FacilityState, ForecastSkillAnswer, HorizonSkill } from '@wegweiser/contracts';
import { useEffect, useState } from 'preact/hooks';
import { dateText, momentText, numberText, timeText, useMessages, valueText } from '../i18n/index.js';
import { get, type Answer } from '../state/api.js';
import { useNowMs } from '../state/clock.js';
import { past } from '../state/live.js';
import { useStore } from '../state/store.js';
import { useUi } from '../state/ui.js';
import { Age, Section } from '../ui/parts.js';
import { FORECAST_WORDS, type ForecastWords } from './forecast-catalogue.js';
import { Reliability } from './reliability.js';

/** A forecast stands so long; nobody is shown an older one. */
const STANDS_MS = 20 * 60_000;
const DIAGRAM_MINUTES = 60;
/** Never "100 %": nobody knows. */
const percentText = (share: number): string => `${Math.min(99, Math.max(1, Math.round(share * 100)))} %`;

function Horizons({ w, forecast }: { w: ForecastWords; forecast: FacilityForecast }) {
  return (
    <>
      <table class="table">
        <thead><tr><th scope="col">{w.at}</th><th scope="col" class="num">{w.free}</th><th scope="col" class="num">{w.range}</th><th scope="col" class="num">{w.chance}</th></tr></thead>
        <tbody>
          {forecast.horizons.map(({ minutes, vacant, p10, p90, pFree }) => (
            <tr key={minutes}>
              <th scope="row">{timeText(forecast.issuedAtMs + minutes * 60_000)} <span class="row-dim">+{minutes} min</span></th>
              <td class="num strong">{numberText(vacant)}</td>
              <td class="num">{w.span(numberText(p10), numberText(p90))}</td>
              <td class="num">{percentText(pFree)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="row-dim">{w.basis[forecast.basis]}</p>
    </>
  );
}

function SkillRows({ name, skills }: { name: string; skills: readonly HorizonSkill[] }) {
  if (skills.length === 0) return null;
  return (
    <tbody>
      <tr><th scope="rowgroup" colSpan={5}>{name}</th></tr>
      {skills.map((s) => (
        <tr key={s.minutes}>
          <th scope="row" class="num">{s.minutes}</th>
          <td class="num strong">{numberText(s.maePct, 1)}</td>
          <td class="num">{numberText(s.persistenceMaePct, 1)}</td>
          <td class="num">{s.promisedButFullPct === null ? valueText(null) : `${numberText(s.promisedButFullPct, 1)} %`}</td>
          <td class="num">{numberText(s.outcomes)}</td>
        </tr>
      ))}
    </tbody>
  );
}

const hourOf = (skills: readonly HorizonSkill[]): HorizonSkill | undefined => skills.find((s) => s.minutes === DIAGRAM_MINUTES);
const classesOf = (skills: readonly HorizonSkill[]): HorizonSkill['reliability'] => hourOf(skills)?.reliability ?? [];

const learnedText = (w: ForecastWords, model: ForecastSkillAnswer['model']): string =>
  model === null ? w.notLearned : w.learned(momentText(model.trainedAtMs), numberText(model.rows), numberText(model.seconds));

function Skill({ w, id, skill }: { w: ForecastWords; id: string; skill: ForecastSkillAnswer }) {
  const house = skill.facilities.find((f) => f.id === id)?.horizons ?? [];
  const { city } = skill;
  const learned = learnedText(w, skill.model);
  if (city.length === 0 || skill.sinceMs === null) return <p class="row-dim">{learned} {w.nothing}</p>;
  const below = hourOf(house)?.belowPct ?? hourOf(city)?.belowPct;
  return (
    <>
      <p class="row-dim">{w.since(dateText(skill.sinceMs))} {learned}</p>
      <table class="table skill-table">
        <thead><tr><th scope="col" class="num">{w.ahead}</th><th scope="col" class="num">{w.error}</th><th scope="col" class="num">{w.stays}</th><th scope="col" class="num">{w.broken}</th><th scope="col" class="num">{w.outcomes}</th></tr></thead>
        <SkillRows name={w.house} skills={house} />
        <SkillRows name={w.city} skills={city} />
      </table>
      {below !== undefined && <p class="row-dim">{w.within(numberText((below[4] ?? 0) - (below[0] ?? 0)))}</p>}
      {classesOf(city).length > 0 && <Reliability w={w} house={classesOf(house)} city={classesOf(city)} />}
    </>
  );
}

/** Asked for when somebody wants to know. */
function HowGood({ w, id }: { w: ForecastWords; id: string }) {
  const m = useMessages();
  const [isOpen, setOpen] = useState(false);
  const [answer, setAnswer] = useState<Answer<ForecastSkillAnswer> | null>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const stop = new AbortController();
    void get<ForecastSkillAnswer>('forecast/skill', stop.signal).then((result) => {
      if (!stop.signal.aborted) setAnswer(result);
    });
    return () => stop.abort();
  }, [isOpen, id]);
  return (
    <details class="more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{w.howGood}</summary>
      {answer === null ? <p class="row-dim">{w.loading}</p> : answer.ok ? <Skill w={w} id={id} skill={answer.value} /> : <p class="row-dim">{w.failed(answer.status === 0 ? m.noService : answer.detail || answer.title)}</p>}
    </details>
  );
}

/** What a garage is expected to have free, and how far such words have held. */
export function Forecast({ id, state: { forecast, vacant } }: { id: string; state: FacilityState }) {
  const w = FORECAST_WORDS[useUi((s) => s.lang)];
  const nowMs = useNowMs();
  const isPast = useStore(past, (p) => p.nowMs !== null);
  const isOld = forecast !== undefined && nowMs - forecast.issuedAtMs > STANDS_MS;
  return (
    <Section title={w.title} aside={forecast === undefined ? undefined : <Age atMs={forecast.issuedAtMs} old={isOld} />}>
      {forecast === undefined || vacant === null ? <p class="row-dim">{w.none}</p> : isOld ? <p class="row-dim">{w.old}</p> : <Horizons w={w} forecast={forecast} />}
      {!isPast && <HowGood w={w} id={id} />}
    </Section>
  );
}
