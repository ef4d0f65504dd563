export { chirpstack as protocol } from './adapter.js';
export { CHIRPSTACK_FAULTS as FAULTS } from './faults.js';
