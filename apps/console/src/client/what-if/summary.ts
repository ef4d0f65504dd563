import type { WhatIfAnswer } from '@wegweiser/contracts';

export function peakOf(values: readonly (number | null)[]): { value: number; quarter: number } | null {
  return values.reduce<{ value: number; quarter: number } | null>((best, value, quarter) => (value !== null && (best === null || value > best.value) ? { value, quarter } : best), null);
}

/** Runs of quarter hours in which a garage is full; `to` is not included. */
export function fullSpans(statuses: WhatIfAnswer['facilities'][number]['status']): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const [quarter, status] of statuses.entries()) {
    if (status !== 'full') continue;
    const last = spans.at(-1);
    if (last?.to === quarter) last.to = quarter + 1;
    else spans.push({ from: quarter, to: quarter + 1 });
  }
  return spans;
}

/** Signs that say something else at a quarter hour. */
export const signsThatDiffer = (signs: WhatIfAnswer['signs'], quarter: number): { id: string; base: string; predicted: string }[] =>
  signs.flatMap(({ id, steps }) => {
    const step = steps[quarter];
    return step === undefined || step.base === step.predicted ? [] : [{ id, ...step }];
  });

/** The quarter hour in which most signs differ: the one to look at first. */
export function mostTelling(signs: WhatIfAnswer['signs']): number {
  const counts = Array.from({ length: 96 }, (_, quarter) => signs.filter((s) => wordsOnly(s.steps[quarter]?.base) !== wordsOnly(s.steps[quarter]?.predicted)).length);
  return counts.indexOf(Math.max(...counts));
}
/** Another number is less news than another word. */
const wordsOnly = (text = ''): string => text.replaceAll(/\d+/g, '0');
