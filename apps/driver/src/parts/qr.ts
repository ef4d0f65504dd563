import { html, type Html } from '@wegweiser/web-kit';

/** Dark and light modules of a QR code, quiet zone and all. */
export type QrModules = readonly (readonly boolean[])[];

/** As one path, so that it stays sharp at any size; black on white whatever the colour scheme, as scanners want it. */
export const qrCode = (modules: QrModules, label: string): Html => {
  const size = modules.length;
  const path = modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
};
