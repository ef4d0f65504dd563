import { useMessages } from '../i18n/index.js';
import { PageTabs } from '../look-back/lazy-pages.js';
import { useRoute } from '../look-back/route.js';
import { isOpen, isWaiting, stands } from '../state/assess.js';
import { COLLECTIONS, useCollection } from '../state/live.js';
import { openTab, useUi } from '../state/ui.js';
import { Icon } from '../ui/icon.js';
import type { CollectionName } from '../state/collections.js';

/** What a list's badge counts: things that want a person, not things that exist. */
function useBadge(name: CollectionName): number {
  const values = useCollection(name);
  let n = 0;
  for (const value of values.values()) {
    if (name === 'junctions' ? isOpen(value as never) || stands.junctions(value as never) : name === 'alarms' ? isWaiting(value as never) : stands[name](value as never)) n += 1;
  }
  return n;
}

function Tab({ name, at }: { name: CollectionName; at: number }) {
  const m = useMessages();
  const tab = useUi((s) => s.tab);
  const page = useRoute((s) => s.page);
  const badge = useBadge(name);
  return (
    <button type="button" class="tab" aria-current={page === null && tab === name ? 'page' : undefined} aria-keyshortcuts={String(at + 1)} onClick={() => openTab(name)}>
      <span class="tab-icon">
        <Icon name={name} size={22} />
        {badge > 0 && <span class={`badge${name === 'alarms' ? ' badge-alarm' : ''}`}>{badge > 999 ? '999+' : badge}</span>}
      </span>
      <span class="tab-name">{m.tabs[name]}</span>
    </button>
  );
}

export const NavRail = () => {
  const m = useMessages();
  return (
    <nav class="rail" aria-label={m.list}>
      {COLLECTIONS.map((name, at) => <Tab key={name} name={name} at={at} />)}
      <PageTabs />
    </nav>
  );
};
