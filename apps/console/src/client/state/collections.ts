import type { CollectionName as LiveName } from '@wegweiser/contracts';

/** What is kept live. */
export type { LiveName };

/** What is listed and chosen. On-street zones are only shown: nothing about them can be decided here. */
export type CollectionName = Exclude<LiveName, 'streetZones'>;
