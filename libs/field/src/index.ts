export * from './protocol.js';
export * from './journal/format.js';
export * from './journal/journal.js';
export * from './mqtt/field-link.js';
export * from './intake/intake.js';
export * from './intake/rate.js';
export * from './poll/poller.js';
export * from './sources.js';
