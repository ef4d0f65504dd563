import type { Html } from '@wegweiser/web-kit';

export const byId = (id: string): HTMLElement | null => document.getElementById(id);

const shown = new WeakMap<Element, string>();

/**
 * Puts markup into an element only when it is another one than before, so that screen readers and the browser are not
 * bothered by updates that change nothing. Keeps the focus on a link with the same address.
 */
export const put = (element: Element | null, markup: Html | string): void => {
  if (element === null) return;
  const text = markup.toString();
  if (shown.get(element) === text) return;
  const focused = element.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null;
  element.innerHTML = text;
  shown.set(element, text);
  if (focused !== null && focused !== undefined) element.querySelector<HTMLElement>(`[href="${CSS.escape(focused)}"]`)?.focus();
};
