import type { CollectionName as PublicName } from '@wegweiser/contracts';

/** What is kept live. The weather is the forecast's affair. */
export type LiveName = Exclude<PublicName, 'weather'>;

/** What is listed and chosen. On-street zones are only shown: nothing about them can be decided here. */
export type CollectionName = Exclude<LiveName, 'streetZones'>;
