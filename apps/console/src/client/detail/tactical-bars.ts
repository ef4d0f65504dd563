import type { JunctionConfig, TacticalView } from '@wegweiser/contracts';

export interface GreenRow {
  groupId: string;
  /** Seconds from the left edge. */
  greens: { fromS: number; toS: number }[];
  /** Part of the time that is known, 0..1. */
  share: number;
}
export interface Bars {
  spanS: number;
  rows: GreenRow[];
}

/** Seconds shown at most: what fits and still can be read. */
const MOST_S = 300;

/** Greens of every signal group over the last minutes, from the runs of stages: a group is green in the stages that it belongs to. */
export function greenBars(config: Pick<JunctionConfig, 'signalGroups' | 'stages'>, view: Pick<TacticalView, 'atMs' | 'runs'>): Bars {
  const beginMs = Math.max(view.atMs - MOST_S * 1000, view.runs[0]?.fromMs ?? view.atMs);
  const spanS = Math.max(1, (view.atMs - beginMs) / 1000);
  const rows = config.signalGroups.map((group) => {
    const stages = new Set(config.stages.filter((s) => s.groups.includes(group.id)).map((s) => s.id));
    const greens: GreenRow['greens'] = [];
    view.runs.forEach((run, i) => {
      const fromS = Math.max(0, (run.fromMs - beginMs) / 1000);
      const toS = ((view.runs[i + 1]?.fromMs ?? view.atMs) - beginMs) / 1000;
      if (run.stageId === null || !stages.has(run.stageId) || toS <= fromS) return;
      const last = greens.at(-1);
      if (last?.toS === fromS) last.toS = toS;
      else greens.push({ fromS, toS });
    });
    return { groupId: group.id, greens, share: greens.reduce((sum, g) => sum + g.toS - g.fromS, 0) / spanS };
  });
  return { spanS, rows };
}
