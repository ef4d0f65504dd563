export { sensorthings as protocol } from './adapter.js';
export { SENSORTHINGS_FAULTS as FAULTS } from './faults.js';
