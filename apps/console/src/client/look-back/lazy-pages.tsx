import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAccessWords } from '../access/words.js';
import { useMessages } from '../i18n/index.js';
import { session } from '../state/session.js';
import { useStore } from '../state/store.js';
import { Icon, type IconName } from '../ui/icon.js';
import { openPage, useRoute, type PageName } from './route.js';
import { useWords } from './words.js';

/** Looking back and ahead comes only when somebody does: the situation starts without it. */
export function LazyPages() {
  const m = useMessages();
  const [shown, setShown] = useState<{ Pages: FunctionComponent } | null>(null);
  useEffect(() => {
    void import('./pages.js').then(setShown);
  }, []);
  return shown === null ? <main class="main is-page"><p role="status">{m.loading}</p></main> : <shown.Pages />;
}

function PageTab({ page, icon, name }: { page: PageName; icon: IconName; name: string }) {
  const current = useRoute((s) => s.page) === page;
  return (
    <button type="button" class="tab" aria-current={current ? 'page' : undefined} onClick={() => openPage(page)}>
      <span class="tab-icon"><Icon name={icon} size={22} /></span>
      <span class="tab-name">{name}</span>
    </button>
  );
}

/** The ways in, below the lists. */
export function PageTabs() {
  const [w, access] = [useWords(), useAccessWords()];
  const isAdministrator = useStore(session, (s) => s.who?.role === 'administrator');
  return (
    <>
      <PageTab page="look-back" icon="clock" name={w.lookBack} />
      <PageTab page="what-if" icon="help" name={w.whatIfShort} />
      {isAdministrator && <PageTab page="access" icon="key" name={access.short} />}
    </>
  );
}
