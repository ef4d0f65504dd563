export { ttn as protocol } from './adapter.js';
export { TTN_FAULTS as FAULTS } from './faults.js';
