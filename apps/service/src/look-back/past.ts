import type { LookBackReader } from '@wegweiser/archive';

/** What a replay asks the archive: whole days, read-only. */
export type Past = Pick<LookBackReader, 'received' | 'acts' | 'signOrders' | 'facilityStates'>;
