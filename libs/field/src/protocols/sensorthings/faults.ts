import { faultMaker } from '../_shared/fault.js';

export const SENSORTHINGS_FAULTS = {
  json: 'one JSON object in UTF-8',
  topic: 'a topic {version}/Datastreams({id})/Observations of a mapped datastream',
  unknownDevice: 'a datastream that the source maps in `datastreams`',
  schema: 'a SensorThings Observation with a result',
  time: 'phenomenonTime as an ISO 8601 instant or interval with offset, not after resultTime',
  interval: 'an interval of the configured length',
  missing: 'every field that the mapped reading needs',
  range: 'a value within the range of the wire',
  value: 'a value that the mapping names',
} as const;

export const fault = faultMaker(SENSORTHINGS_FAULTS);
