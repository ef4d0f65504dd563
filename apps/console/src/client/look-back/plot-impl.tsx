import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import { dateText, timeText } from '../i18n/index.js';
import { useUi } from '../state/ui.js';
import type { PlotProps } from './plot-model.js';

const DASHES: readonly number[][] = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
const COLOURS = ['--accent', '--warn', '--ok', '--bad'] as const;
const DAY_S = 86_400;
const MINUTE_S = 60;
const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionsOf({ series, height = 300, onZoom }: PlotProps, width: number): uPlot.Options {
  const axis = { stroke: colour('--ink-2'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line-2'), width: 1 }, font: '12px sans-serif' };
  const stamp = (u: uPlot, seconds: number, stepS: number): string => {
    const [from, to] = [u.scales['x']?.min ?? 0, u.scales['x']?.max ?? 0];
    return to - from > 2 * DAY_S ? dateText(seconds * 1000).replace(/\.?\d{4}$/, '') : timeText(seconds * 1000, stepS < MINUTE_S ? 'timeWithSeconds' : 'time');
  };
  return {
    width, height, legend: { show: false }, scales: { x: { time: true }, y: { range: (_u, _min, max) => [0, max > 0 ? max * 1.06 : 1] } },
    cursor: { drag: { x: onZoom !== undefined, y: false, setScale: false } },
    axes: [{ ...axis, values: (u, splits, _axis, _space, stepS) => splits.map((s) => stamp(u, s, stepS)), space: 90 }, { ...axis, size: 62 }],
    series: [{}, ...series.map((s, at): uPlot.Series => ({ label: s.name, stroke: colour(COLOURS[at % COLOURS.length]!), width: 2, dash: DASHES[at % DASHES.length]!, spanGaps: false, points: { show: false } }))],
    hooks: { setSelect: [(u) => u.select.width > 8 && onZoom?.(u.posToVal(u.select.left, 'x') * 1000, u.posToVal(u.select.left + u.select.width, 'x') * 1000)] },
  };
}

/** The drawing alone; what it says stands beside it in words. */
export function PlotImpl(props: PlotProps) {
  const { times, series, at, onPoint } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const theme = useUi((s) => s.theme);
  const lang = useUi((s) => s.lang);
  useEffect(() => {
    const box = host.current;
    if (box === null) return undefined;
    const data = [times.map((t) => t / 1000), ...series.map((s) => s.values)] as uPlot.AlignedData;
    const made = new uPlot(optionsOf(props, Math.max(240, box.clientWidth)), data, box);
    plot.current = made;
    made.over.addEventListener('mousemove', () => typeof made.cursor.idx === 'number' && onPoint(made.cursor.idx));
    const watcher = new ResizeObserver(() => made.setSize({ width: Math.max(240, box.clientWidth), height: props.height ?? 300 }));
    watcher.observe(box);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [times, series, theme, lang]);
  useEffect(() => {
    const made = plot.current;
    const time = times[at];
    if (made !== null && time !== undefined && !made.over.matches(':hover')) made.setCursor({ left: made.valToPos(time / 1000, 'x'), top: 12 });
  }, [at, times, series, theme]);
  return <div class="plot" ref={host} aria-hidden="true" />;
}
