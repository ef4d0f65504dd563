export * from './memory.js';
export * from './clock.js';
export * from './settings.js';
export * from './logger.js';
export * from './metrics.js';
export * from './yaml-files.js';
