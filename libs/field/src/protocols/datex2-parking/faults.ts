import { FEED_FAULTS } from '../_shared/feed.js';
import { faultMaker } from '../_shared/fault.js';

export const DATEX2_PARKING_FAULTS = {
  ...FEED_FAULTS,
  doctype: 'XML without DOCTYPE and entity declarations',
  xml: 'well-formed XML in UTF-8 or ISO-8859-1, at most 40 elements deep',
  schema: 'a parking status publication (parkingRecordStatus) or parking table (parkingRecord), or the configured flat records',
} as const;

export const fault = faultMaker(DATEX2_PARKING_FAULTS);
