export * from './types.js';
export * from './errors.js';
export { startEmbedded, type EmbeddedOptions, type EmbeddedPostgres } from './embedded/start.js';
