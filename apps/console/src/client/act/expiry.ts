import { serviceNowMs } from '../state/live.js';

/** Durations offered for anything that ends by itself, in minutes. */
export const EXPIRIES = [15, 30, 60, 120, 240, 720] as const;

/** Service time in so many minutes, as the wire has it. */
export const inMinutes = (minutes: number): string => new Date(serviceNowMs() + minutes * 60_000).toISOString();
