import type { LIVE_NAMESPACE as ContractNamespace } from '@wegweiser/contracts';

/*
 * The two values of the contracts that a page needs at run time, said again: importing them would bring all schemas and zod
 * (some 40 kB gzipped) to every page. `wire.spec.ts` holds both to the contracts.
 */
export const LIVE_NAMESPACE: typeof ContractNamespace = '/live';

/** As `applyDelta` of the contracts: `false` means a gap. */
export const applyDelta = <T extends { id: string }>(
  values: Map<string, T>,
  at: { epoch: string; version: number },
  delta: { epoch: string; from: number; version: number; changed: readonly T[]; removed: readonly string[] },
): boolean => {
  if (delta.epoch !== at.epoch || delta.from > at.version) return false;
  if (delta.version <= at.version) return true;
  for (const value of delta.changed) values.set(value.id, value);
  for (const id of delta.removed) values.delete(id);
  at.version = delta.version;
  return true;
};
