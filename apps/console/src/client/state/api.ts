import type { AlarmState, Change, Decision, FacilityAction, JunctionControl, PlanAction, SignLockRequest } from '@wegweiser/contracts';
import { past } from './live.js';
import { askToSignIn, csrfHeader, isSignedIn, loadSession } from './session.js';

export interface Undo {
  commandId: string;
  untilMs: number;
}
export type Outcome = { ok: true; undo?: Undo } | { ok: false; status: number; title: string; detail: string; /** With 412: what others did meanwhile. */ changes?: Change[] };

async function problemOf(response: Response): Promise<Extract<Outcome, { ok: false }>> {
  const body = (await response.json().catch(() => ({}))) as { title?: string; detail?: string; changes?: Change[] };
  return { ok: false, status: response.status, title: body.title ?? response.statusText, detail: body.detail ?? '', ...(body.changes !== undefined && { changes: body.changes }) };
}

async function undoOf(response: Response): Promise<{ undo?: Undo }> {
  const body = (await response.json().catch(() => ({}))) as { undo?: Undo };
  return body.undo === undefined ? {} : { undo: body.undo };
}

const unreachable = (fault: unknown): Extract<Outcome, { ok: false }> => ({ ok: false, status: 0, title: '', detail: fault instanceof Error ? fault.message : String(fault) });

/** What is past cannot be changed, and what is live must not be by mistake. */
const PAST = { ok: false, status: 0, title: '', detail: 'Vergangenheit / past' } as const;
const CANCELLED = { ok: false, status: -1, title: '', detail: '' } as const;

/** `seen`: revision of the thing on which the act rests; the service refuses what rests on another one. */
async function act(method: 'POST' | 'DELETE', path: string, body?: unknown, seen?: number): Promise<Outcome> {
  if (past.get().nowMs !== null) return PAST;
  if (!isSignedIn() && !(await askToSignIn())) return CANCELLED;
  for (;;) {
    let response: Response;
    try {
      response = await fetch(`/api/v1/${path}`, {
        method,
        headers: { accept: 'application/json', ...csrfHeader(), ...(body !== undefined && { 'content-type': 'application/json' }), ...(seen !== undefined && { 'if-match': `"${seen}"` }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (fault) {
      return unreachable(fault);
    }
    if (response.ok) return { ok: true, ...(await undoOf(response)) };
    const problem = await problemOf(response);
    if (response.status !== 401) return problem;
    await loadSession();
    if (!(await askToSignIn(problem.detail))) return CANCELLED;
  }
}

const id = encodeURIComponent;
export const decide = (recommendationId: string, decision: Decision): Promise<Outcome> => act('POST', `recommendations/${id(recommendationId)}/decision`, decision);
export const lockSign = (signId: string, lock: SignLockRequest, seen: number): Promise<Outcome> => act('POST', `signs/${id(signId)}/lock`, lock, seen);
export const unlockSign = (signId: string, reason: string, seen: number): Promise<Outcome> => act('DELETE', `signs/${id(signId)}/lock?reason=${id(reason)}`, undefined, seen);
export const actOnFacility = (facilityId: string, action: FacilityAction, seen: number): Promise<Outcome> => act('POST', `facilities/${id(facilityId)}/actions`, action, seen);
export const controlJunction = (junctionId: string, body: JunctionControl, seen: number): Promise<Outcome> => act('POST', `junctions/${id(junctionId)}/control`, body, seen);
export const actOnPlan = (planId: string, action: PlanAction, seen: number): Promise<Outcome> => act('POST', `plans/${id(planId)}/actions`, action, seen);
export const undo = (of: { kind: 'signs' | 'facilities' | 'plans'; id: string }, commandId: string): Promise<Outcome> => act('POST', `${of.kind}/${id(of.id)}/undo`, { commandId });
export const acknowledge = (alarm: AlarmState): Promise<Outcome> => act('POST', `alarms/${id(alarm.id)}/acknowledge`);
/** All at once; who is responsible for one area alone does so one by one. */
export async function acknowledgeAll(alarms: readonly AlarmState[]): Promise<Outcome> {
  const together = await act('POST', 'alarms/acknowledge', { alarmIds: alarms.slice(0, 500).map((a) => a.id) });
  if (together.ok || together.status !== 403) return together;
  let last: Outcome = together;
  for (const alarm of alarms) {
    last = await acknowledge(alarm);
    if (!last.ok && last.status !== 409) return last;
  }
  return { ok: true };
}

export type Answer<T> = { ok: true; value: T } | Extract<Outcome, { ok: false }>;

export async function get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  try {
    const response = await fetch(`/api/v1/${path}`, { headers: { accept: 'application/json' }, ...(signal !== undefined && { signal }) });
    return response.ok ? { ok: true, value: (await response.json()) as T } : await problemOf(response);
  } catch (fault) {
    return unreachable(fault);
  }
}

/** What only operators may read: asks who wants to know, as an act does. */
export async function getAsOperator<T>(path: string, signal: AbortSignal): Promise<Answer<T>> {
  if (!isSignedIn() && !(await askToSignIn())) return CANCELLED;
  for (;;) {
    const answer = await get<T>(path, signal);
    if (answer.ok || answer.status !== 401) return answer;
    await loadSession();
    if (!(await askToSignIn(answer.detail))) return CANCELLED;
  }
}

/** A question that needs a body, or that starts something beside what is live; asks who wants it. */
export async function sendAsOperator<T>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer<T>> {
  if (!isSignedIn() && !(await askToSignIn())) return CANCELLED;
  for (;;) {
    const answer = await send<T>(method, path, body);
    if (answer.ok || answer.status !== 401) return answer;
    await loadSession();
    if (!(await askToSignIn(answer.detail))) return CANCELLED;
  }
}

async function send<T>(method: 'POST' | 'DELETE', path: string, body: unknown): Promise<Answer<T>> {
  try {
    const headers = { accept: 'application/json', ...csrfHeader(), ...(body !== undefined && { 'content-type': 'application/json' }) };
    const response = await fetch(`/api/v1/${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    return response.ok ? { ok: true, value: (await response.json()) as T } : await problemOf(response);
  } catch (fault) {
    return unreachable(fault);
  }
}

export type Cell = number | string | boolean | null | Record<string, unknown> | unknown[];
export interface HistoryPage {
  resolution: string;
  columns: string[];
  rows: Cell[][];
  nextCursor: string | null;
}
export interface AuditRecord {
  id: number;
  atMs: number;
  by: string;
  action: string;
  about: { kind: string; id: string };
  outcome: string;
  detail: Record<string, unknown>;
  hash: string;
}
export type AuditVerdict = { ok: true; records: number; headHash: string | null } | { ok: false; records: number; brokenAtId: number; reason: 'content' | 'chain' };
export interface QuarantineEntry {
  id: number;
  receivedAtMs: number;
  topic: string;
  code: string;
  reason: string;
  expected: string;
  payloadBytes: number;
}
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
