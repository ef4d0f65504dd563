import type { ReplayFrame, ReplayFrames, ReplayStatus } from '@wegweiser/contracts';
import { getAsOperator, sendAsOperator, type Answer } from '../state/api.js';
import { showPast } from '../state/live.js';
import { createStore } from '../state/store.js';
import { applyFrame, emptySituation } from './replay-data.js';

const FRAME_MS = 60_000;
const BATCH = 30;
const POLL_MS = 1000;
/** Times as fast as it was. */
export const SPEEDS = [60, 300, 600, 1800] as const;
const LEAST_STEP_MS = 100;

interface Player {
  status: ReplayStatus | null;
  error: string | null;
  /** Whether the console shows the past. */
  watching: boolean;
  playing: boolean;
  speed: number;
  atMs: number;
}
export const player = createStore<Player>({ status: null, error: null, watching: false, playing: false, speed: 300, atMs: 0 });

let situation = emptySituation();
let ahead: ReplayFrame[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let poll: ReturnType<typeof setTimeout> | undefined;
let loading = false;
const errorOf = (answer: Answer<unknown>): string | null => (answer.ok ? null : answer.detail || answer.title);

export async function startReplay(request: unknown): Promise<void> {
  await endReplay();
  const answer = await sendAsOperator<ReplayStatus>('POST', 'replays', request);
  player.set({ status: answer.ok ? answer.value : null, error: errorOf(answer), atMs: answer.ok ? answer.value.fromMs : 0 });
  if (answer.ok) follow();
}

/** Asks how far it is, until it is done; and now and then after that, so that it is not taken for forgotten. */
function follow(): void {
  clearTimeout(poll);
  const { status } = player.get();
  if (status === null) return;
  poll = setTimeout(() => void look(status.id), status.state === 'running' ? POLL_MS : 60_000);
}

async function look(id: string): Promise<void> {
  const answer = await getAsOperator<ReplayStatus>(`replays/${id}`, AbortSignal.timeout(10_000));
  if (player.get().status?.id !== id) return;
  if (answer.ok) player.set({ status: answer.value, error: answer.value.state === 'failed' ? answer.value.error : null });
  else if (answer.status === 404) return forget(errorOf(answer));
  follow();
}

function forget(error: string | null): void {
  leavePast();
  clearTimeout(poll);
  player.set({ status: null, error });
}

export async function endReplay(): Promise<void> {
  const { status } = player.get();
  forget(null);
  if (status !== null) await sendAsOperator('DELETE', `replays/${status.id}`);
}

async function fetchFrames(fromMs: number): Promise<ReplayFrame[]> {
  const { status } = player.get();
  if (status === null) return [];
  const answer = await getAsOperator<ReplayFrames>(`replays/${status.id}/frames?from=${Math.round(fromMs)}&count=${BATCH}`, AbortSignal.timeout(20_000));
  if (answer.ok) return answer.value.frames;
  player.set({ error: errorOf(answer), playing: false });
  return [];
}

/** Shows the situation of a minute; live values are kept unseen meanwhile. */
export async function seek(atMs: number): Promise<void> {
  clearTimeout(timer);
  const frames = await fetchFrames(atMs);
  const [first, ...rest] = frames;
  if (first === undefined) return;
  situation = emptySituation();
  ahead = rest;
  show(first);
  player.set({ watching: true });
  schedule();
}

function show(frame: ReplayFrame): void {
  applyFrame(situation, frame);
  player.set({ atMs: frame.atMs });
  showPast(frame.atMs, situation);
}

export function leavePast(): void {
  clearTimeout(timer);
  ahead = [];
  if (player.get().watching) showPast(null, null);
  player.set({ watching: false, playing: false });
}

export function play(playing: boolean): void {
  player.set({ playing });
  clearTimeout(timer);
  if (playing) schedule();
}
export const setSpeed = (speed: number): void => player.set({ speed });
export const stepBy = (minutes: number): void => {
  player.set({ playing: false });
  void seek(player.get().atMs + minutes * FRAME_MS);
};

function schedule(): void {
  clearTimeout(timer);
  const { playing, speed } = player.get();
  if (playing) timer = setTimeout(() => void advance(), Math.max(LEAST_STEP_MS, (FRAME_MS / speed)));
}

/** The newest minute that is at hand. */
const lastMs = (): number => ahead.at(-1)?.atMs ?? player.get().atMs;

async function fetchAhead(): Promise<void> {
  if (ahead.length >= BATCH / 2 || loading) return;
  loading = true;
  const last = lastMs();
  const more = await fetchFrames(last);
  loading = false;
  // The first of them is there already; and whoever has gone elsewhere meanwhile wants other ones.
  if (lastMs() === last) ahead.push(...more.slice(1));
}

/** At high speeds several minutes at once: the eye cannot follow more. */
async function advance(): Promise<void> {
  const { speed, atMs, status } = player.get();
  const steps = Math.max(1, Math.round((LEAST_STEP_MS * speed) / FRAME_MS));
  for (const frame of ahead.splice(0, steps)) show(frame);
  await fetchAhead();
  const atEnd = player.get().atMs === atMs && ahead.length === 0;
  if (atEnd && status?.state !== 'running') player.set({ playing: false });
  schedule();
}
