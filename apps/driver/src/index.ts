export type { DriverPageInput, FacilityPageInput, PlainPageInput, RankedLike, Tier } from './model.js';
export type { Destination } from './gazetteer.js';
export { findDestinations } from './gazetteer.js';
export type { DriverQuery, Sort } from './query.js';
export { readDriverQuery } from './query.js';
export { renderDriverPage } from './pages/driver-page.js';
export { renderFacilityPage } from './pages/facility-page.js';
export { renderNotFoundPage, renderOfflinePage } from './pages/plain-pages.js';
export { renderTextPage } from './pages/text-page.js';
