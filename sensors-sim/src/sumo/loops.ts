import { TraciError } from './traci/bytes.js';
import { VARIABLE, type Subscribed } from './traci/messages.js';
import type { TraciValue } from './traci/values.js';

/** One second of a loop, as its card tells: fronts that came, rears that left, share of the second covered. */
export interface LoopSecond {
  readonly entered: number;
  readonly left: number;
  readonly occupancy: number;
}

interface Over {
  readonly vehicle: string;
  readonly gone: boolean;
}

/** Fields of SUMO's vehicle data after the count: id, length, entry, exit (below 0: still there), type. */
const FIELDS = 5;

function vehiclesOver(value: TraciValue | undefined): Over[] {
  if (value?.type !== 'compound') throw new TraciError('vehicle data is not a compound');
  const [count, ...fields] = value.value;
  if (count?.type !== 'int' || fields.length !== count.value * FIELDS) throw new TraciError('vehicle data has not the fields it says');
  return Array.from({ length: count.value }, (_, i) => {
    const [id, exitS] = [fields[i * FIELDS], fields[i * FIELDS + 3]];
    if (id?.type !== 'string' || exitS?.type !== 'double') throw new TraciError('vehicle data without id or exit');
    return { vehicle: id.value, gone: exitS.value >= 0 };
  });
}

/** Loops that a vehicle was over, second by second. Who vanishes (a lane change, the end of the trip) has left as well. */
export function createLoops(): { read(step: readonly Subscribed[]): Record<string, LoopSecond> } {
  const inside = new Map<string, ReadonlySet<string>>();
  return {
    read(step) {
      const out: Record<string, LoopSecond> = {};
      for (const { id, values } of step) {
        if (!values.has(VARIABLE.vehicleData)) continue;
        const before = inside.get(id) ?? new Set<string>();
        const over = vehiclesOver(values.get(VARIABLE.vehicleData));
        if (over.length === 0 && before.size === 0) continue;
        const seen = new Set(over.map((o) => o.vehicle));
        const now = new Set(over.filter((o) => !o.gone).map((o) => o.vehicle));
        const vanished = [...before].filter((v) => !seen.has(v)).length;
        inside.set(id, now);
        out[id] = {
          entered: over.filter((o) => !before.has(o.vehicle)).length,
          left: over.filter((o) => o.gone).length + vanished,
          occupancy: Math.round(Number(values.get(VARIABLE.occupancy)?.value ?? 0)) / 100,
        };
      }
      return out;
    },
  };
}
