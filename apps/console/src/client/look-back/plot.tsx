import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { momentText, valueText } from '../i18n/index.js';
import type { PlotProps } from './plot-model.js';
import { useWords } from './words.js';

let loaded: FunctionComponent<PlotProps> | null = null;

/** uPlot comes only where a chart is looked at. */
function useImplementation(): FunctionComponent<PlotProps> | null {
  const [impl, setImpl] = useState<{ of: FunctionComponent<PlotProps> } | null>(loaded === null ? null : { of: loaded });
  useEffect(() => {
    if (loaded === null) void import('./plot-impl.js').then(({ PlotImpl }) => setImpl({ of: (loaded = PlotImpl) }));
  }, []);
  return impl?.of ?? null;
}

const extent = (values: readonly (number | null)[]): { min: number | null; max: number | null; last: number | null } => {
  const known = values.filter((v): v is number => v !== null);
  return { min: known.length === 0 ? null : Math.min(...known), max: known.length === 0 ? null : Math.max(...known), last: known.at(-1) ?? null };
};

/** A chart that is read by eye, by keyboard and by ear: the drawing, a slider through time, and what stands there in words. */
export function Plot(props: Omit<PlotProps, 'at' | 'onPoint'> & { label: string }) {
  const w = useWords();
  const { times, series, label } = props;
  const [at, setAt] = useState(times.length - 1);
  useEffect(() => setAt(times.length - 1), [times]);
  const Impl = useImplementation();
  const moment = times[Math.min(at, times.length - 1)] ?? 0;
  const stamp = momentText(moment);
  const said = series.map((s) => `${s.name} ${valueText(s.values[at] ?? null, 1)}`).join(', ');
  return (
    <figure class="plot-figure">
      <figcaption>
        <p class="plot-label">{label}</p>
        <ul class="plot-legend">
          {series.map((s, n) => {
            const { min, max, last } = extent(s.values);
            return (
              <li key={s.name}>
                <svg viewBox="0 0 28 6" width="28" height="6" aria-hidden="true"><path class={`plot-line is-${n % 4}`} d="M0 3h28" /></svg>
                {w.summary(s.name, valueText(min, 1), valueText(max, 1), valueText(last, 1))}
              </li>
            );
          })}
        </ul>
      </figcaption>
      {Impl === null ? <div class="plot skeleton-chart" /> : <Impl {...props} at={at} onPoint={setAt} />}
      <label class="plot-cursor">
        <span>{w.cursor}: <strong>{stamp}</strong> · {said}</span>
        <input type="range" min={0} max={Math.max(0, times.length - 1)} value={at} aria-valuetext={`${stamp}: ${said}`} onInput={(e) => setAt(Number(e.currentTarget.value))} />
      </label>
    </figure>
  );
}
