import { navigationHref, type NavigationKind } from '../parts/navigation.js';
import type { PageModel } from './model.js';

/** Which address opens the navigation app here. iPads call themselves Macs, but have a touch screen. */
const kindHere = (): NavigationKind => {
  const { userAgent, maxTouchPoints } = navigator;
  if (/iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1)) return 'apple';
  return userAgent.includes('Android') ? 'geo' : 'web';
};

/** "Drive there" opens the navigation app at once where one is known; elsewhere it leads to the page with all ways. */
export const openNavigation = (model: PageModel): void => {
  const kind = kindHere();
  if (kind === 'web') return;
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[data-navigate]');
    const brief = model.data.briefs.find((one) => one.id === link?.dataset['navigate']);
    if (link !== null && link !== undefined && brief !== undefined) link.href = navigationHref(kind, brief.entrance ?? brief.position, brief.name);
  });
};
