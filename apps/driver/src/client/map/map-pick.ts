import { placeOnMap } from '../../parts/map.js';
import { byId } from '../dom.js';
import type { PageModel } from '../model.js';
import { rankNear } from '../near-me.js';

/**
 * A tap on the map is a destination, too: ranked here, sent nowhere. Pins stay links. For keyboard and screen reader the
 * search field asks the same, so that nothing is lost to those who cannot point.
 */
export const offerMapPick = (model: PageModel): void => {
  const map = document.querySelector<SVGSVGElement>('svg.map[data-projection]');
  const hint = byId('map-hint');
  if (map === null || hint === null) return;
  const { m } = model.context();
  hint.textContent = `${m.mapHint} ${m.mapPick}`;
  map.classList.add('map--pick');
  map.addEventListener('click', (event) => {
    const matrix = map.getScreenCTM();
    if (matrix === null || (event.target as Element).closest('a') !== null) return;
    const at = placeOnMap(map.dataset['projection'] ?? '', new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()));
    if (at !== null) rankNear(model, [at[0], at[1]], m.mapPoint);
  });
};
