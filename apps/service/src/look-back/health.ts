import type { DeviceHealth, Night, PastAct } from '@wegweiser/archive';
import type { DriftAnswer, HealthAnswer } from '@wegweiser/contracts';
import { nightlyDrift } from '@wegweiser/parking';
import { commandOf } from './past-acts.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const share = (part: number, of: number): number => (of <= 0 ? 0 : Math.min(1, part / of));

/** What each detector gave over a span: those that gave nothing, too. */
export function healthOf(devices: readonly { id: string; kind: string }[], rows: readonly DeviceHealth[], alarms: readonly { id: string; code: string }[], fromMs: number, toMs: number): HealthAnswer {
  const byId = new Map<string, DeviceHealth>();
  for (const row of rows) if ((byId.get(row.id)?.samples ?? -1) < row.samples) byId.set(row.id, row);
  const codes = new Map<string, Record<string, number>>();
  for (const { id, code } of alarms) {
    const own = codes.get(id) ?? {};
    codes.set(id, { ...own, [code]: (own[code] ?? 0) + 1 });
  }
  const hours = (toMs - fromMs) / HOUR_MS;
  const hoursOfDay = (day: number) => Math.min(DAY_MS, toMs - fromMs - day * DAY_MS) / HOUR_MS;
  const days = Math.ceil((toMs - fromMs) / DAY_MS);
  return {
    fromMs, toMs,
    devices: devices.map(({ id, kind }) => {
      const row = byId.get(id);
      const heard = row?.hours ?? Array.from({ length: days }, () => 0);
      return {
        id, kind, samples: row?.samples ?? 0, okShare: row === undefined ? 0 : share(row.samplesOk, row.samples), availability: share(heard.reduce((a, b) => a + b, 0), hours),
        lastSeenMs: row === undefined ? null : row.lastBucketMs, volume: row?.volume ?? null, days: heard.map((h, day) => share(h, hoursOfDay(day))), alarms: codes.get(id) ?? {},
      };
    }),
  };
}

/** What is left in garages at night, and how it grows; what was corrected. */
export function driftOf(facilities: readonly { id: string; capacity: number }[], nights: readonly Night[], acts: readonly PastAct[], fromMs: number, toMs: number): DriftAnswer {
  return {
    fromMs, toMs,
    facilities: facilities.map(({ id, capacity }) => {
      const own = nights.filter((n) => n.id === id);
      const drift = nightlyDrift(own.map((n) => ({ dayNumber: Math.round(Date.parse(`${n.day}T00:00:00Z`) / DAY_MS), occupied: n.occupied })));
      return { id, capacity, nights: own.map(({ day, occupied }) => ({ day, occupied })), perNight: drift?.perNight ?? null, sure: drift?.sure ?? false, corrections: acts.filter((a) => a.about.id === id && isCorrection(a)).map(({ atMs, by, action }) => ({ atMs, by, action })) };
    }),
  };
}

function isCorrection(act: PastAct): boolean {
  if (act.outcome !== 'ok' || act.about.kind !== 'facility') return false;
  if (act.by.startsWith('rule:')) return act.action.toLowerCase().includes('rezero');
  const command = commandOf(act);
  return command?.act.type === 'facility' && ['rezero', 'setOccupied'].includes(command.act.action.action);
}
