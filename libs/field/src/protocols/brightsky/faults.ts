import { faultMaker } from '../_shared/fault.js';

export const BRIGHTSKY_FAULTS = {
  tooLarge: 'an answer within the configured size',
  json: 'JSON in UTF-8',
  schema: 'an object `weather` with a timestamp, and its station among `sources`',
  time: 'a time with offset',
  forecast: 'a measurement, not a forecast',
  far: 'a station within `maxDistanceKm`',
  missing: 'rain of the last hour or temperature',
  range: 'a value within the range of the wire',
} as const;

export const fault = faultMaker(BRIGHTSKY_FAULTS);
