import { useEffect, useState } from 'preact/hooks';
import { useMessages } from '../i18n/index.js';

type MapModule = typeof import('./map-view.js');

/** The map is most of the page's weight: lists and details do not wait for it. */
export function LazyMap() {
  const m = useMessages();
  const [loaded, setLoaded] = useState<MapModule | 'failed' | null>(null);
  useEffect(() => {
    import('./map-view.js').then(setLoaded, () => setLoaded('failed'));
  }, []);
  if (loaded === 'failed') return <section class="map" aria-label={m.map}><p class="map-failed">{m.mapFailed}</p></section>;
  return loaded === null ? <section class="map" aria-label={m.map} /> : <loaded.MapView />;
}
