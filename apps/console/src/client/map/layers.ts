import { currentMap } from './camera.js';
import { LAYERS_OF } from './style.js';
import type { Mapped } from './features.js';

const hidden = new Set<Mapped>();

export function setLayer(kind: Mapped, on: boolean): void {
  if (on) hidden.delete(kind);
  else hidden.add(kind);
  applyLayers();
}

/** After every new style too: a change of theme must not bring back what was switched off. */
export function applyLayers(): void {
  const map = currentMap();
  for (const [kind, layers] of Object.entries(LAYERS_OF)) {
    for (const layer of layers) map?.setLayoutProperty(layer, 'visibility', hidden.has(kind as Mapped) ? 'none' : 'visible');
  }
}
