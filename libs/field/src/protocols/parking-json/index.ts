export { parkingJson as protocol } from './adapter.js';
export { PARKING_JSON_FAULTS as FAULTS } from './faults.js';
