import { currentMap } from './camera.js';
import { LAYERS_OF } from './style.js';
import type { Mapped } from './features.js';

/** Shows or hides one kind of thing on the map. */
export function setLayer(kind: Mapped, on: boolean): void {
  for (const layer of LAYERS_OF[kind]) currentMap()?.setLayoutProperty(layer, 'visibility', on ? 'visible' : 'none');
}
