export * from './types.js';
export * from './errors.js';
export { Archive, type ArchiveOptions } from './archive.js';
export { ArchiveWriter } from './write/writer.js';
export type { MaintenanceReport } from './maintain/maintenance.js';
export type { AlarmRequest, AuditRequest, ListRequest, QuarantineRequest } from './read/lists.js';
export type { DialectName } from './schema/dialect-name.js';
export type { SqlPool, SqlSession } from './sql/session.js';
export { startEmbedded, type EmbeddedOptions, type EmbeddedPostgres } from './embedded/start.js';
