import type { CollectionName as AnyCollection } from '@wegweiser/contracts';

/** What the console shows. On-street zones are estimates for drivers: nothing about them can be decided here. */
export type CollectionName = Exclude<AnyCollection, 'streetZones'>;
