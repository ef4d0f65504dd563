import { createStore, useStore } from '../state/store.js';

export const VIEWS = ['charts', 'heat', 'health', 'replay'] as const;
export type View = (typeof VIEWS)[number];
export type PageName = 'look-back' | 'what-if' | 'access';
const PAGES: readonly PageName[] = ['look-back', 'what-if', 'access'];
/** Whole pages beside the situation; `page` is `null` while the situation is shown. */
export const route = createStore<{ page: PageName | null; view: View }>({ page: null, view: 'charts' });
export const useRoute = <S>(pick: (state: { page: PageName | null; view: View }) => S): S => useStore(route, pick);

export function parseRoute(hash: string): { page: PageName | null; view: View } {
  const [page, view] = hash.replace(/^#\//, '').split('/');
  return { page: PAGES.find((p) => p === page) ?? null, view: VIEWS.find((v) => v === view) ?? 'charts' };
}

export function openPage(page: PageName, view: View = route.get().view): void {
  const hash = page === 'look-back' ? `#/look-back/${view}` : `#/${page}`;
  if (location.hash !== hash) history.pushState(null, '', hash);
  route.set({ page, view });
}

/** Back to the situation; whoever calls says what it shows. */
export function leavePage(): void {
  if (route.get().page === null) return;
  history.pushState(null, '', '#/');
  route.set({ page: null });
}

export function startRoute(): void {
  const read = () => route.set(parseRoute(location.hash));
  read();
  addEventListener('hashchange', read);
  addEventListener('popstate', read);
}
