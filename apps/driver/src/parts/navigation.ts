import { html, type Html } from '@wegweiser/web-kit';
import type { Position } from '@wegweiser/contracts';
import type { Messages } from '../messages/index.js';

export type NavigationKind = 'geo' | 'apple' | 'web';

/**
 * `geo:` (RFC 5870) opens the navigation app on Android and on some desktops, Apple's own address on iOS; the web map works
 * everywhere. Nothing is loaded from any of them unless the driver follows the link.
 */
export const navigationHref = (kind: NavigationKind, [lon, lat]: Position, name: string): string => {
  const at = `${lat.toFixed(5)},${lon.toFixed(5)}`;
  switch (kind) {
    case 'geo':
      return `geo:${at}?q=${at}(${encodeURIComponent(name)})`;
    case 'apple':
      return `https://maps.apple.com/?daddr=${at}&dirflg=d`;
    case 'web':
      return `https://www.openstreetmap.org/directions?engine=fossgis_osrm_car&to=${lat.toFixed(5)}%2C${lon.toFixed(5)}`;
  }
};

export const navigationLinks = (position: Position, name: string, m: Messages): Html => {
  const [lon, lat] = position;
  const others = [
    ['apple', 'Apple Maps'],
    ['web', 'OpenStreetMap'],
  ] as const;
  return html`<p class="arrival__links"><a class="button button--small" href="${navigationHref('geo', position, name)}">${m.openPhoneApp}</a> ${others.map(([kind, label]) => html`<a href="${navigationHref(kind, position, name)}" rel="noreferrer">${label}</a> `)}<span class="arrival__at">${m.coordinates}: ${lat.toFixed(5)}, ${lon.toFixed(5)}</span></p>`;
};
