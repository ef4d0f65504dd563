import { useState } from 'preact/hooks';
import { timeText, useMessages, valueText } from '../i18n/index.js';
import { niceCeiling, runsOf } from './chart-scale.js';
import type { Point, Series } from './history-data.js';

const [WIDTH, HEIGHT] = [440, 132];
const PAD = { left: 38, right: 6, top: 8, bottom: 20 };
const HOUR_MS = 3_600_000;

function scales(series: Series, fromMs: number, toMs: number) {
  const highest = Math.max(series.ceiling ?? 0, ...series.points.map((p) => p.max ?? p.value ?? 0));
  const top = niceCeiling(highest);
  const x = (atMs: number): number => PAD.left + ((atMs - fromMs) / (toMs - fromMs)) * (WIDTH - PAD.left - PAD.right);
  const y = (value: number): number => HEIGHT - PAD.bottom - (Math.max(0, value) / top) * (HEIGHT - PAD.top - PAD.bottom);
  return { top, x, y };
}
type Scales = ReturnType<typeof scales>;

const lineOf = (run: readonly Point[], { x, y }: Scales): string => run.map((p, at) => `${at === 0 ? 'M' : 'L'}${x(p.atMs).toFixed(1)} ${y(p.value ?? 0).toFixed(1)}`).join('');
const areaOf = (run: readonly Point[], s: Scales): string => `${lineOf(run, s)}L${s.x(run.at(-1)?.atMs ?? 0).toFixed(1)} ${s.y(0).toFixed(1)}L${s.x(run[0]?.atMs ?? 0).toFixed(1)} ${s.y(0).toFixed(1)}Z`;
const bandOf = (run: readonly Point[], { x, y }: Scales): string =>
  `${run.map((p, at) => `${at === 0 ? 'M' : 'L'}${x(p.atMs).toFixed(1)} ${y(p.max ?? p.value ?? 0).toFixed(1)}`).join('')}${run.toReversed().map((p) => `L${x(p.atMs).toFixed(1)} ${y(p.min ?? p.value ?? 0).toFixed(1)}`).join('')}Z`;

function Axes({ s, fromMs, toMs }: { s: Scales; fromMs: number; toMs: number }) {
  const first = Math.ceil(fromMs / (4 * HOUR_MS)) * 4 * HOUR_MS;
  const hours: number[] = [];
  for (let atMs = first; atMs <= toMs; atMs += 4 * HOUR_MS) hours.push(atMs);
  return (
    <g>
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <path class="axis" d={`M${PAD.left} ${s.y(s.top * share)}H${WIDTH - PAD.right}`} />
          <text class="tick" x={PAD.left - 5} y={s.y(s.top * share) + 3.5} text-anchor="end">{valueText(s.top * share, s.top < 4 ? 1 : 0)}</text>
        </g>
      ))}
      {hours.map((atMs) => <text key={atMs} class="tick" x={Math.min(WIDTH - 16, Math.max(PAD.left + 8, s.x(atMs)))} y={HEIGHT - 6} text-anchor="middle">{timeText(atMs)}</text>)}
    </g>
  );
}

export function Chart({ series, fromMs, toMs }: { series: Series; fromMs: number; toMs: number }) {
  const m = useMessages();
  const [at, setAt] = useState<Point | null>(null);
  const s = scales(series, fromMs, toMs);
  const runs = runsOf(series.points);
  const values = series.points.flatMap((p) => (p.value === null ? [] : [p.value]));
  const words = `${m.min} ${valueText(Math.min(...values), 1)}, ${m.max} ${valueText(Math.max(...values), 1)}, ${m.last} ${valueText(values.at(-1) ?? null, 1)}${series.unit === '' ? '' : ` ${series.unit}`}`;
  const onMove = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const wanted = fromMs + ((((event.clientX - box.left) / box.width) * WIDTH - PAD.left) / (WIDTH - PAD.left - PAD.right)) * (toMs - fromMs);
    const near = series.points.filter((p) => p.value !== null).reduce<Point | null>((best, p) => (best === null || Math.abs(p.atMs - wanted) < Math.abs(best.atMs - wanted) ? p : best), null);
    setAt(near);
  };
  return (
    <figure class="chart">
      <figcaption><span>{series.name}{series.unit === '' ? '' : ` (${series.unit})`}</span><span class="row-dim">{at === null ? words : `${timeText(at.atMs)} · ${valueText(at.value, 1)} ${series.unit}`}</span></figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${series.name}: ${words}`} onPointerMove={onMove} onPointerLeave={() => setAt(null)}>
        <Axes s={s} fromMs={fromMs} toMs={toMs} />
        {series.ceiling !== null && series.column !== 'occupancyPct' && <path class="ceiling" d={`M${PAD.left} ${s.y(series.ceiling)}H${WIDTH - PAD.right}`} />}
        {runs.map((run) => <path key={run[0]?.atMs} class="area" d={areaOf(run, s)} />)}
        {runs.map((run) => <path key={run[0]?.atMs} class="band" d={bandOf(run, s)} />)}
        {runs.map((run) => (run.length === 1 ? <circle key={run[0]?.atMs} class="dot" cx={s.x(run[0]?.atMs ?? 0)} cy={s.y(run[0]?.value ?? 0)} r="1.8" /> : <path key={run[0]?.atMs} class="curve" d={lineOf(run, s)} />))}
        {at !== null && at.value !== null && <g><path class="cursor" d={`M${s.x(at.atMs)} ${PAD.top}V${HEIGHT - PAD.bottom}`} /><circle class="cursor-dot" cx={s.x(at.atMs)} cy={s.y(at.value)} r="3.5" /></g>}
      </svg>
    </figure>
  );
}
