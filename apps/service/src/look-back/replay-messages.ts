import type { ReplayComparison, ReplayFrame, ReplayStatus } from '@wegweiser/contracts';
import type { ReplayCounts, ReplayPlan } from './replay-run.js';

/** What goes between the service and the thread of a replay. */
export interface ReplayTask {
  plan: ReplayPlan;
  connection: string;
}
export type ReplayQuestion = { question: number } & ({ type: 'frames'; atMs: number; count: number } | { type: 'comparison' });
export type Compared = Omit<ReplayComparison, 'state' | 'readyToMs'>;
export interface ReplayAnswer {
  type: 'answer';
  question: number;
  frames?: ReplayFrame[];
  comparison?: Compared;
}
export interface ReplayNews {
  type: 'news';
  state: ReplayStatus['state'];
  readyToMs: number;
  /** Memory that the frames take. */
  bytes: number;
  counts: ReplayCounts;
  error: string | null;
}
