export * from './parties.js';
export * from './rights.js';
export * from './rest.js';
export * from './live.js';
export * from './mqtt.js';
export * from './session.js';
