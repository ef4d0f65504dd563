import type { DetectorSecond } from '@wegweiser/contracts';
import type { Device, Draft } from '../devices/device.js';
import type { ActiveFault, FaultEngine } from './engine.js';

type Seconds = Record<string, DetectorSecond | null>;

/**
 * What a controller reads of broken loops that are wired to it. Only what the loop itself does counts here: it is stuck, or known to be faulty
 * (`null`). Losses on the loop's own line do not: the wire to the controller is another one.
 */
export function applyWiredFaults(faults: FaultEngine, wired: readonly Device[], draft: Draft): void {
  const seen = draft.body['detectors'] as Seconds | undefined;
  if (seen === undefined) return;
  const read: Seconds = { ...seen };
  for (const loop of wired) {
    for (const f of faults.of(loop, draft.atMs, 'stuck', 'selfReported')) {
      if (f.config.kind === 'selfReported') {
        if (f.rng.chance(f.config.probability)) read[loop.deviceId] = null;
      } else stick(f, f.config.mode, read, loop.deviceId);
    }
  }
  draft.body['detectors'] = read;
}

/** Loops that were free are left out of a second, so a frozen free one stays left out. */
function stick(f: ActiveFault, mode: 'frozen' | 'covered' | 'zero', read: Seconds, id: string): void {
  const kept = mode === 'frozen' ? (f.frozen['second'] ??= read[id] === undefined ? {} : { second: read[id] }) : {};
  delete read[id];
  if (mode === 'covered') read[id] = { entered: 0, left: 0, occupancyPct: 100 };
  if ('second' in kept) read[id] = kept['second'] as DetectorSecond | null;
}
