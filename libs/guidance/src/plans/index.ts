export * from './model.js';
export { nextEdge, viewSchedule } from './edges.js';
export type { ScheduleEdge, ScheduleView } from './edges.js';
export * from './step.js';
export * from './precedence.js';
