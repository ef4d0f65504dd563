export * from './model/config.js';
export * from './model/reading.js';
export * from './model/public.js';
export * from './model/state.js';
export * from './model/result.js';
