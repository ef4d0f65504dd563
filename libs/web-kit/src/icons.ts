import { raw, type Html } from './html.js';

/**
 * Icons as inline SVG, 24 x 24, in the colour of the text; each status has a shape of its own, so that no information is
 * carried by colour alone. Decorative for screen readers: a word always stands beside them.
 */
const SHAPES = {
  spacesAvailable: '<circle cx="12" cy="12" r="10"/><path class="cut" d="m7 12.5 3.4 3.4L17.2 9"/>',
  almostFull: '<path d="M12 2.2 23 21.4H1z"/><path class="cut" d="M12 9v6M12 17.6v1.4"/>',
  full: '<path d="M7.5 1.8h9l5.7 5.7v9l-5.7 5.7h-9l-5.7-5.7v-9z"/><path class="cut" d="m8.3 8.3 7.4 7.4m0-7.4-7.4 7.4"/>',
  closed: '<circle cx="12" cy="12" r="10"/><path class="cut" d="M6.5 12h11"/>',
  unknown: '<rect x="2" y="2" width="20" height="20" rx="6"/><path class="cut" d="M8.8 9.2a3.2 3.2 0 1 1 4.7 2.8c-1 .6-1.5 1.1-1.5 2.2M12 17v1"/>',
  unavailable: '<path class="line" d="M4.5 9.5a11 11 0 0 1 15 0M7.8 13a6.3 6.3 0 0 1 8.4 0M12 17.6v.4M3 3l18 18"/>',
  walk: '<circle cx="13" cy="4" r="2"/><path class="line" d="m9 21 2.2-6.2M15.5 21l-1.6-4.8-2.7-2.6 1-5.4-3.6 1.7L7.5 13m4.7-4.8 2.2 3.3 3.1 1"/>',
  clock: '<circle class="line" cx="12" cy="12" r="9"/><path class="line" d="M12 7v5.3l3.4 2"/>',
  price: '<path class="line" d="M17.5 6.8A6.6 6.6 0 0 0 6.4 12a6.6 6.6 0 0 0 11.1 5.2M4 10.4h8.6M4 13.6h8"/>',
  height: '<path class="line" d="M4 3h16M4 21h16M12 6.5v11m-3-8 3-3 3 3m-6 5 3 3 3-3"/>',
  route: '<path d="M11.2 1.9a1.1 1.1 0 0 1 1.6 0l9.3 9.3a1.1 1.1 0 0 1 0 1.6l-9.3 9.3a1.1 1.1 0 0 1-1.6 0l-9.3-9.3a1.1 1.1 0 0 1 0-1.6z"/><path class="cut" d="M8.5 16v-4.2h6.2m-2.4-2.6 2.6 2.6-2.6 2.6"/>',
  locate: '<circle class="line" cx="12" cy="12" r="6.5"/><path class="line" d="M12 2v3.5M12 18.5V22M2 12h3.5M18.5 12H22"/><circle cx="12" cy="12" r="2.4"/>',
  search: '<circle class="line" cx="10.5" cy="10.5" r="6.5"/><path class="line" d="m15.5 15.5 5.5 5.5"/>',
  fuller: '<path class="line" d="m4 16.5 5.5-5.5 3.5 3.5 7-7.5m-5 0h5v5"/>',
  emptier: '<path class="line" d="m4 7.5 5.5 5.5 3.5-3.5 7 7.5m-5 0h5v-5"/>',
  lock: '<path d="M5 10.5h14V22H5z"/><path class="line" d="M8 10.5V7.2a4 4 0 0 1 8 0v3.3"/>',
  warning: '<path d="M12 2.2 23 21.4H1z"/><path class="cut" d="M12 9v6M12 17.6v1.4"/>',
  ok: '<path class="line" d="m4 12.8 5.2 5.2L20 6.8"/>',
  lost: '<path class="line" d="M4.5 9.5a11 11 0 0 1 15 0M7.8 13a6.3 6.3 0 0 1 8.4 0M12 17.6v.4M3 3l18 18"/>',
  live: '<circle cx="12" cy="12" r="4.5"/><circle class="line" cx="12" cy="12" r="9"/>',
  star: '<path class="line" d="m12 3 2.8 5.9 6.2.8-4.6 4.4 1.2 6.4-5.6-3.2-5.6 3.2 1.2-6.4L3 9.7l6.2-.8z"/>',
} as const;
export type IconName = keyof typeof SHAPES;

export const icon = (name: IconName): Html => raw(`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`);
