import { FEED_FAULTS } from '../_shared/feed.js';
import { faultMaker } from '../_shared/fault.js';

export const PARKING_JSON_FAULTS = {
  ...FEED_FAULTS,
  json: 'JSON in UTF-8',
  schema: 'a list of records at the configured path, each with an id',
} as const;

export const fault = faultMaker(PARKING_JSON_FAULTS);
