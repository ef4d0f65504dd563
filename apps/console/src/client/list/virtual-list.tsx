import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

export interface VirtualItem {
  key: string;
  heightPx: number;
  /** Headings cannot be stepped on. */
  heading: boolean;
  render: (props: { tabIndex: number }) => ComponentChildren;
}

const OVERSCAN_PX = 400;

interface Box {
  top: number;
  height: number;
}

function useBox(): { ref: preact.RefObject<HTMLDivElement | null>; box: Box } {
  const ref = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState<Box>({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const node = ref.current;
    if (node === null) return undefined;
    const read = () => setBox((was) => (was.top === node.scrollTop && was.height === node.clientHeight ? was : { top: node.scrollTop, height: node.clientHeight }));
    read();
    node.addEventListener('scroll', read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(node);
    return () => {
      node.removeEventListener('scroll', read);
      observer.disconnect();
    };
  }, []);
  return { ref, box };
}

const KEYS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  PageDown: (at, last) => Math.min(last, at + 8),
  PageUp: (at) => Math.max(0, at - 8),
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * A list that draws only what is seen, so that thousands of devices cost as much as twenty. One tab stop; arrows, page
 * keys, Home and End move inside.
 */
export function VirtualList({ items, label, current }: { items: readonly VirtualItem[]; label: string; current: string | null }) {
  const { ref, box } = useBox();
  const [active, setActive] = useState<string | null>(null);
  const wantsFocus = useRef<string | null>(null);
  const offsets = useMemo(() => {
    let sum = 0;
    return items.map((item) => (sum += item.heightPx) - item.heightPx);
  }, [items]);
  const total = items.length === 0 ? 0 : (offsets.at(-1) as number) + (items.at(-1) as VirtualItem).heightPx;
  const steps = useMemo(() => items.filter((item) => !item.heading), [items]);
  const stop = [active, current].find((key) => key !== null && steps.some((item) => item.key === key)) ?? steps[0]?.key ?? null;

  useLayoutEffect(() => {
    if (wantsFocus.current === null) return;
    const button = ref.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(wantsFocus.current)}"] button`);
    if (button == null) return;
    wantsFocus.current = null;
    button.focus({ preventScroll: true });
  });

  // What was chosen elsewhere, on the map or from an alarm, is brought into view.
  useEffect(() => {
    const at = items.findIndex((item) => item.key === current);
    const node = ref.current;
    if (at < 0 || node === null) return;
    const [top, height] = [offsets[at] as number, (items[at] as VirtualItem).heightPx];
    if (top < node.scrollTop || top + height > node.scrollTop + node.clientHeight) node.scrollTop = Math.max(0, top - node.clientHeight / 3);
  }, [current]);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = KEYS[event.key];
    if (move === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = steps[move(Math.max(0, steps.findIndex((item) => item.key === stop)), steps.length - 1)];
    const node = ref.current;
    if (next === undefined || node === null) return;
    const at = items.indexOf(next);
    const top = offsets[at] as number;
    if (top < node.scrollTop) node.scrollTop = at === 1 ? 0 : top;
    else if (top + next.heightPx > node.scrollTop + node.clientHeight) node.scrollTop = top + next.heightPx - node.clientHeight;
    wantsFocus.current = next.key;
    setActive(next.key);
  };

  return (
    <div class="vlist" ref={ref} onKeyDown={onKeyDown} data-list="">
      <ul class="vlist-body" aria-label={label} style={{ height: `${total}px` }}>
        {items.map((item, at) => {
          const top = offsets[at] as number;
          // What has the tab stop stays in the page, so that Tab finds its way back.
          if (item.key !== stop && (top + item.heightPx < box.top - OVERSCAN_PX || top > box.top + box.height + OVERSCAN_PX)) return null;
          return (
            <li key={item.key} class={item.heading ? 'vlist-head' : 'vlist-item'} data-key={item.key} style={{ transform: `translateY(${top}px)`, height: `${item.heightPx}px` }} onFocusCapture={() => setActive(item.key)}>
              {item.render({ tabIndex: item.key === stop ? 0 : -1 })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
