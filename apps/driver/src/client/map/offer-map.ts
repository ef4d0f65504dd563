import { byId } from '../dom.js';
import type { PageModel } from '../model.js';

/** A map to move and zoom in place of the drawn one, for who asks for it: some hundred kB that nobody else loads. */
export const offerMap = (model: PageModel): void => {
  const [offer, box, state] = [byId('map-offer'), byId('live-map'), byId('map-state')];
  const button = offer?.querySelector('button');
  const drawn = document.querySelector<SVGSVGElement>('.mapbox svg.map');
  if (offer === null || box === null || state === null || drawn === null || button === null || button === undefined) return;
  const { m } = model.context();
  const show = (isLive: boolean, text: string): void => {
    box.hidden = !isLive;
    drawn.toggleAttribute('hidden', isLive);
    button.setAttribute('aria-pressed', String(isLive));
    state.textContent = text;
  };
  let isThere = false;
  const open = async (): Promise<void> => {
    state.textContent = m.mapLoading;
    box.hidden = false;
    try {
      const { startMap } = await import('./city-map.js');
      await startMap(box, model);
      isThere = true;
      show(true, '');
    } catch {
      // No WebGL, or no connection: the drawn map and the list stay.
      box.replaceChildren();
      show(false, m.mapFailed);
    }
  };
  const toggle = (): void => {
    if (isThere) show(button.getAttribute('aria-pressed') !== 'true', '');
    else void open();
  };
  offer.hidden = false;
  button.addEventListener('click', toggle);
};
