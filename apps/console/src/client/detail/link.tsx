import { QUALITY_WORDS } from '@wegweiser/web-kit';
import { numberText, spanText, useMessages, valueText } from '../i18n/index.js';
import { levelTone } from '../state/assess.js';
import { linkEnds, useCity } from '../state/city.js';
import { useThing } from '../state/live.js';
import { select, useUi } from '../state/ui.js';
import { Glyph } from '../ui/glyph.js';
import { Age, Chip, Facts, Section } from '../ui/parts.js';
import { History } from './history.js';
import { Sources } from './sources.js';

export function LinkDetail({ id }: { id: string }) {
  const m = useMessages();
  const lang = useUi((s) => s.lang);
  const index = useCity();
  const config = index.links.get(id);
  const state = useThing('links', id);
  if (config === undefined) return <p class="row-dim">{m.notConfigured}</p>;
  const ends = linkEnds(index, config);
  const level = state?.level ?? 'unknown';
  const freeS = config.lengthM / (config.freeSpeedKmh / 3.6);
  const end = (junctionId: string, name: string | null) => (name === null ? m.cityEdge : <button type="button" class="link" onClick={() => select({ kind: 'junctions', id: junctionId })}>{name}</button>);
  return (
    <>
      <section class={`section hero tone-${levelTone(level)}`}>
        <div class="hero-line">
          <Glyph of="link" level={level} size={34} />
          <p class="hero-value">{m.level[level]}</p>
          {state?.congested === true && <Chip tone="bad" icon="warning">{m.congested}</Chip>}
        </div>
        {state === undefined ? <p class="row-dim">{m.noNews}</p> : (
          <Facts facts={[
            [m.flow, state.flowVehPerH === null ? '–' : `${numberText(state.flowVehPerH)} ${m.vehPerH}`],
            [m.speed, state.meanSpeedKmh === null ? '–' : `${numberText(state.meanSpeedKmh)} km/h (${m.freeSpeed} ${config.freeSpeedKmh})`],
            [m.occupancy, state.occupancyPct === null ? '–' : `${valueText(state.occupancyPct, 1)} %`],
            [m.travelTime, state.travelTimeS === null ? '–' : `${numberText(state.travelTimeS)} s (${spanText(freeS * 1000)} ${m.travelTimeFree})`],
            [m.measured, <Age key="age" atMs={state.measuredAtMs} oldAfterMs={300_000} />],
            [m.quality, QUALITY_WORDS[lang][state.quality]],
          ]} />
        )}
      </section>
      <Section title={m.things.links}>
        <p class="way">{end(config.from, ends.from)} <span aria-hidden="true">→</span> {end(config.to, ends.to)}</p>
        <Facts facts={[[m.length, `${numberText(config.lengthM)} m`], [m.lanes, String(config.laneCount)]]} />
        <Sources collection="links" id={id} />
      </Section>
      <History subject="link" id={id} />
    </>
  );
}
