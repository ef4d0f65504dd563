export interface PlotSeries {
  name: string;
  values: readonly (number | null)[];
}
export interface PlotProps {
  /** Epoch ms, rising. */
  times: readonly number[];
  series: readonly PlotSeries[];
  /** Index of the moment that is read out. */
  at: number;
  onPoint: (at: number) => void;
  onZoom?: ((fromMs: number, toMs: number) => void) | undefined;
  height?: number;
}
