export { datex2Parking as protocol } from './adapter.js';
export { DATEX2_PARKING_FAULTS as FAULTS } from './faults.js';
