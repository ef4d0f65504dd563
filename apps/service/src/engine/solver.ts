import loadHighs from 'highs';
import type { Solver } from '@wegweiser/signals';

/**
 * To one per cent of the best, which is less than a second of band. Bounded by work and not by time, so that every machine gives the same
 * answer; presolve and heuristics cost such small programs more than they save.
 */
const OPTIONS = { presolve: 'off', mip_heuristic_effort: 0, mip_rel_gap: 0.01, mip_max_nodes: 10_000, output_flag: false } as const;

// Loaded before anything asks, because the engine does not wait. Its types are those of its CommonJS build.
const highs = await (loadHighs as unknown as typeof loadHighs.default)();

/** HiGHS (Huangfu and Hall 2018), in WebAssembly. */
export const solve: Solver = (lp) => {
  const { Status, Columns } = highs.solve(lp, OPTIONS);
  if (Status !== 'Optimal') return null;
  return Object.fromEntries(Object.entries(Columns).map(([name, column]) => [name, 'Primal' in column ? (column.Primal ?? Number.NaN) : Number.NaN]));
};
