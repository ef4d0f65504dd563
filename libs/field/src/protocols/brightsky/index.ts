export { brightsky as protocol } from './adapter.js';
export { BRIGHTSKY_FAULTS as FAULTS } from './faults.js';
