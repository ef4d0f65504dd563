import { topicOf, type City, type CommandOutcome, type FacilityState, type SignLockRequest, type SignOrderMessage, type SignReadbackReading, type SignState as PublicSign } from '@wegweiser/contracts';
import {
  checkContent, compareReadback, decideSign, QUIET_READBACK_ALARM, stepReadbackAlarm, targetKey,
  type LinkInput, type Readback, type ReadbackAlarmState, type ReadbackResult, type SignConfig, type SignContentRule, type SignLock, type SignOrder, type SignState, type TargetInput,
} from '@wegweiser/guidance';
import type { Limits } from '../city/limits.js';
import type { Alarms } from './alarms.js';
import { notFound, OPERATOR, type Outputs } from './outputs.js';
import type { Revisions } from './revisions.js';
import type { Before } from './undo.js';
import { Aheads } from './aheads.js';
import { signConfigOf } from './sign-config.js';
import { logChange, logHour, NEW_SIGN_LOG, type SignLogState } from './sign-log.js';
import { orderMessage } from './sign-order.js';

interface Memory {
  state: SignState | null;
  locks: SignLock[];
  /** What an action plan puts on it; under every lock. */
  plan?: SignLock | null;
  readback: Readback | null;
  lastHeardMs: number | null;
  online: boolean;
  alarm: ReadbackAlarmState;
  /** What the audit log was told of it. */
  log?: SignLogState;
}
interface Entry {
  config: SignConfig;
  area: string;
  memory: Memory;
}
export type SignsState = Record<string, Memory>;
type TargetInputs = Record<string, TargetInput>;

const SEVERE = new Set(['lampFault', 'orderRejected', 'unknownContent']);

/** Every sign: decides what it shows, compares what it says it shows, and says why. */
export class Signs {
  private readonly entries = new Map<string, Entry>();
  private sinceMs: number | null = null;
  private readonly aheads: Aheads;

  constructor(city: City, private readonly out: Outputs, private readonly alarms: Alarms, private readonly limits: Pick<Limits, 'readback' | 'readbackAlarm'>, private readonly revisions: Revisions) {
    for (const s of city.signs) {
      const memory: Memory = { state: null, locks: [], readback: null, lastHeardMs: null, online: false, alarm: QUIET_READBACK_ALARM };
      this.entries.set(s.id, { config: signConfigOf(city, s), area: s.area, memory });
    }
    this.aheads = new Aheads(city, [...this.entries.values()].map(({ config }) => config));
  }

  applyReadback(r: SignReadbackReading): void {
    const m = this.entries.get(r.deviceId)?.memory;
    if (m === undefined) return;
    m.readback = { orderId: r.orderId, shows: r.shows, lamp: r.lamp, link: r.link, rejected: r.rejected, atMs: r.timeMs };
    m.lastHeardMs = r.receivedAtMs;
    m.online = true;
  }

  applyLife(signId: string, online: boolean, atMs: number): void {
    const m = this.entries.get(signId)?.memory;
    if (m === undefined) return;
    m.online = online;
    if (online) m.lastHeardMs = atMs;
  }

  /** `seen`: the operator has seen what is there, and so may take another one's lock over. */
  lock(signId: string, request: SignLockRequest, { by, commandId, atMs, seen }: { by: string; commandId: string; atMs: number; seen: boolean }): CommandOutcome {
    const entry = this.entries.get(signId);
    if (entry === undefined) return notFound('sign', signId);
    const expiresAtMs = Date.parse(request.expiresAt);
    if (expiresAtMs <= atMs) return { ok: false, code: 'expired', message: 'the lock would have expired already' };
    const content = lockContent(request.show, entry.config);
    if (typeof content === 'string') return { ok: false, code: 'invalid', message: content };
    const problems = checkContent(content, entry.config);
    if (problems.length > 0) return { ok: false, code: 'invalid', message: problems.map((p) => p.message).join('; ') };
    const present = entry.memory.locks.find((l) => l.expiresAtMs > atMs && l.operator !== by);
    if (present !== undefined && !seen) return { ok: false, code: 'conflict', message: `locked by ${present.operator} until ${new Date(present.expiresAtMs).toISOString()}: ${present.reason}` };
    entry.memory.locks = [{ lockId: commandId, operator: by, reason: request.reason, setAtMs: atMs, expiresAtMs, content }];
    return { ok: true };
  }

  unlock(signId: string): CommandOutcome {
    const entry = this.entries.get(signId);
    if (entry === undefined) return notFound('sign', signId);
    if (entry.memory.locks.length === 0) return { ok: false, code: 'conflict', message: 'the sign is not locked' };
    entry.memory.locks = [];
    return { ok: true };
  }

  /** Locks as they are, for an undo. */
  before(signId: string): Before | null {
    const entry = this.entries.get(signId);
    return entry === undefined ? null : { kind: 'sign', id: signId, locks: [...entry.memory.locks] };
  }
  /** What has expired meanwhile stays away. */
  bringBack(before: Extract<Before, { kind: 'sign' }>): void {
    const entry = this.entries.get(before.id);
    if (entry !== undefined) entry.memory.locks = before.locks;
  }

  /** What a plan wants shown, or `null` when none does any more. */
  setPlan(signId: string, plan: SignLock | null): void {
    const entry = this.entries.get(signId);
    if (entry !== undefined) entry.memory.plan = plan;
  }
  isLocked(signId: string): boolean {
    return (this.entries.get(signId)?.memory.locks.length ?? 0) > 0;
  }

  tick(nowMs: number, facilities: Readonly<Record<string, FacilityState>>, links: Readonly<Record<string, LinkInput>>): void {
    this.sinceMs ??= nowMs;
    const targets = targetInputs(facilities, nowMs);
    this.aheads.look(facilities, nowMs);
    for (const entry of this.entries.values()) this.decide(entry, targets, links, nowMs);
  }

  private decide(entry: Entry, targets: TargetInputs, links: Readonly<Record<string, LinkInput>>, nowMs: number): void {
    const { memory: m, config } = entry;
    this.expire(config, m, nowMs);
    const found: ReadbackResult = m.state?.order ? compareReadback(m.state.order, m.readback, nowMs, this.limits.readback) : { kind: 'pending' };
    const step = stepReadbackAlarm(m.alarm, found, nowMs, this.limits.readbackAlarm);
    m.alarm = step.state;
    const mismatch = m.alarm.raisedAtMs === null ? null : m.alarm.cause;
    const health = { lastHeardMs: m.lastHeardMs ?? this.sinceMs, mismatch };
    const { order, state, changed, renewed } = decideSign(m.state, { targets, links, ahead: this.aheads.from(config.signId, nowMs), locks: locksOf(m), health }, config, nowMs);
    m.state = state;
    if (changed || renewed) {
      const message = orderMessage(order);
      this.publish(entry, message);
      if (changed) this.out.derive({ table: 'signOrder', atMs: nowMs, value: message });
    }
    this.log(entry, changed ? order : null, nowMs);
    if (step.event !== null) this.report(config, found, mismatch, nowMs);
    this.present(entry, mismatch);
  }

  /** Changes of signs stand in the audit log beside the acts of people. */
  private log({ memory: m, config }: Entry, changed: SignOrder | null, nowMs: number): void {
    const before = m.log ?? NEW_SIGN_LOG;
    const lockId = changed?.why.lock == null ? null : ((m.locks[0] ?? m.plan)?.lockId ?? null);
    const { state, rows } = changed === null ? logHour(before, config.signId, nowMs) : logChange(before, orderMessage(changed), changed.level, lockId, nowMs);
    m.log = state;
    for (const row of rows) this.out.derive(row);
  }

  private expire({ signId }: SignConfig, m: Memory, nowMs: number): void {
    const over = m.locks.find((l) => l.expiresAtMs <= nowMs);
    if (over === undefined) return;
    m.locks = m.locks.filter((l) => l.expiresAtMs > nowMs);
    this.revisions.note('sign', signId, { atMs: nowMs, by: 'rule', action: 'lockExpired', reason: over.reason });
  }

  private publish(entry: Entry, message: SignOrderMessage): void {
    this.out.publish(topicOf({ area: entry.area, deviceClass: 'sign', deviceId: entry.config.signId, message: 'order' }), JSON.stringify(message));
  }

  /** Says every order in force once more. */
  republish(): void {
    for (const entry of this.entries.values()) {
      const order = entry.memory.state?.order;
      if (order) this.publish(entry, orderMessage(order));
    }
  }

  private report(config: SignConfig, found: ReadbackResult, mismatch: string | null, nowMs: number): void {
    const text = found.kind === 'mismatch' ? { de: `${config.name}: ${found.textDe}`, en: `${config.name}: ${found.textEn}` } : { de: config.name, en: config.name };
    const severity = mismatch !== null && SEVERE.has(mismatch) ? 'critical' : 'warning';
    this.alarms.set(mismatch !== null, { code: 'signMismatch', severity, about: { kind: 'sign', id: config.signId }, text }, nowMs);
  }

  private present({ config, memory: m }: Entry, mismatch: string | null): void {
    const order = m.state?.order ?? null;
    const lock = m.locks[0];
    const value: PublicSign = {
      id: config.signId,
      online: m.online,
      level: order?.level ?? 'blank',
      order: order === null ? null : orderMessage(order),
      readback: m.readback === null ? null : { orderId: m.readback.orderId, shows: [...m.readback.shows], lamp: m.readback.lamp, link: m.readback.link, atMs: m.readback.atMs },
      mismatch,
      lock: lock === undefined ? null : { by: OPERATOR, reason: lock.reason, expiresAtMs: lock.expiresAtMs },
      plan: m.plan?.operator.replace(/^plan:/, '') ?? null,
      revision: this.revisions.of('sign', config.signId),
    };
    const before = this.out.store.find('signs', value.id);
    if (before === undefined || JSON.stringify(before) !== JSON.stringify(value)) this.out.store.set('signs', value);
  }

  save(): { sinceMs: number | null; signs: SignsState } {
    return { sinceMs: this.sinceMs, signs: Object.fromEntries([...this.entries].map(([id, e]) => [id, e.memory])) };
  }
  restore(state: { sinceMs: number | null; signs: SignsState }): void {
    this.sinceMs = state.sinceMs;
    for (const [id, entry] of this.entries) entry.memory = state.signs[id] ?? entry.memory;
  }
}

/** An operator's lock stands above every plan; whose it is is not published. */
function locksOf(m: Memory): SignLock[] {
  if (m.locks.length > 0) return m.locks.map((l) => ({ ...l, operator: OPERATOR }));
  return m.plan === undefined || m.plan === null ? [] : [m.plan];
}

export function targetInputs(facilities: Readonly<Record<string, FacilityState>>, nowMs: number): TargetInputs {
  const inputs: TargetInputs = {};
  for (const f of Object.values(facilities)) {
    for (const a of f.audiences) {
      inputs[targetKey(f.id, a.id)] = {
        targetId: f.id, audience: a.id, status: a.status, statusAtMs: nowMs, vacant: a.vacant, capacity: a.capacity, quality: a.quality,
        contradictory: a.reasons.includes('contradiction'), measuredAtMs: a.measuredAtMs, estimate: null,
      };
    }
  }
  return inputs;
}

/** Content of a lock, or what is wrong with it. */
function lockContent(show: SignLockRequest['show'], config: SignConfig): SignContentRule | string {
  if ('blank' in show) return { kind: 'blank' };
  if ('multi' in show) return config.panel.kind === 'text' ? { kind: 'multi', template: show.multi, lowThreshold: 0, directionMulti: null } : 'this sign has rows, not free text';
  if (config.panel.kind !== 'counter') return 'this sign shows free text, not rows';
  const rows = new Set(config.panel.rows.map((r) => r.rowId));
  const unknown = show.rows.find((r) => !rows.has(r.rowId));
  return unknown === undefined ? { kind: 'rows', rows: show.rows.map((r) => ({ rowId: r.rowId, show: 'text', text: r.text })) } : `row ${unknown.rowId} is not one of ${[...rows].join(', ')}`;
}
