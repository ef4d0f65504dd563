import type { HorizonSkill } from '@wegweiser/contracts';
import { numberText } from '../i18n/index.js';
import type { ForecastWords } from './forecast-catalogue.js';

type Classes = HorizonSkill['reliability'];

const [SIZE, LEFT, BOTTOM, TOP] = [220, 40, 34, 10];
const at = (pct: number): { x: number; y: number } => ({ x: LEFT + (pct / 100) * SIZE, y: TOP + SIZE - (pct / 100) * SIZE });
/** A class with few outcomes says little: its mark is small, but seen. */
const radius = (outcomes: number): number => Math.min(8, 3 + Math.log10(outcomes));
const TICKS = [0, 25, 50, 75, 100];

const said = (w: ForecastWords, { promisedPct, truePct, outcomes }: Classes[number]): string => w.point(numberText(promisedPct), numberText(truePct), numberText(outcomes));

function Marks({ classes, of }: { classes: Classes; of: 'house' | 'city' }) {
  return (
    <g class={`rel-${of}`}>
      {classes.map((c) => {
        const [x, y, r] = [at(c.promisedPct).x, at(c.truePct).y, radius(c.outcomes)];
        return of === 'city' ? <circle key={c.promisedPct} cx={x} cy={y} r={r} /> : <rect key={c.promisedPct} x={x - r} y={y - r} width={2 * r} height={2 * r} />;
      })}
    </g>
  );
}

/** Reliability diagram (Zuverlässigkeitsdiagramm): squares for the car park, circles for the city; the same as a table below it. */
export function Reliability({ w, house, city }: { w: ForecastWords; house: Classes; city: Classes }) {
  const parts = [{ name: w.house, classes: house }, { name: w.city, classes: city }].filter((p) => p.classes.length > 0);
  const words = parts.map((p) => `${p.name}: ${p.classes.map((c) => said(w, c)).join('; ')}`).join('. ');
  return (
    <figure class="reliability">
      <figcaption>{w.diagram}</figcaption>
      <svg viewBox={`0 0 ${LEFT + SIZE + 12} ${TOP + SIZE + BOTTOM}`} role="img" aria-label={`${w.diagram}. ${words}`}>
        {TICKS.map((pct) => (
          <g key={pct}>
            <path class="axis" d={`M${LEFT} ${at(pct).y}H${LEFT + SIZE}`} />
            <path class="axis" d={`M${at(pct).x} ${TOP}V${TOP + SIZE}`} />
            <text class="tick" x={LEFT - 6} y={at(pct).y + 4} text-anchor="end">{pct}</text>
            <text class="tick" x={at(pct).x} y={TOP + SIZE + 15} text-anchor="middle">{pct}</text>
          </g>
        ))}
        <path class="rel-line" d={`M${at(0).x} ${at(0).y}L${at(100).x} ${at(100).y}`} />
        <text class="tick" x={LEFT + SIZE / 2} y={TOP + SIZE + 30} text-anchor="middle">{w.promised}, %</text>
        <text class="tick" transform={`translate(11 ${TOP + SIZE / 2}) rotate(-90)`} text-anchor="middle">{w.came}, %</text>
        <Marks classes={city} of="city" />
        <Marks classes={house} of="house" />
      </svg>
      <p class="rel-keys">{parts.map((p) => <span key={p.name} class="rel-key"><svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">{p.classes === house ? <g class="rel-house"><rect x="2" y="2" width="10" height="10" /></g> : <g class="rel-city"><circle cx="7" cy="7" r="5" /></g>}</svg>{p.name}</span>)}</p>
      <p class="row-dim">{w.diagramHint}</p>
      <table class="table">
        <thead><tr><th scope="col" class="num">{w.promised}, %</th><th scope="col" class="num">{w.came}, %</th><th scope="col" class="num">{w.outcomes}</th></tr></thead>
        {parts.map((p) => (
          <tbody key={p.name}>
            <tr><th scope="rowgroup" colSpan={3}>{p.name}</th></tr>
            {p.classes.map((c) => <tr key={c.promisedPct}><td class="num">{numberText(c.promisedPct)}</td><td class="num">{numberText(c.truePct)}</td><td class="num">{numberText(c.outcomes)}</td></tr>)}
          </tbody>
        ))}
      </table>
    </figure>
  );
}
