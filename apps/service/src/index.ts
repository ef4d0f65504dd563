export { createApp, createService, type RunningService } from './create-service.js';
export { openCity } from './city/open-city.js';
export { loadCity } from './city/load.js';
