import { Charts } from './charts.js';
import { HealthPage } from './health.js';
import { HeatPage } from './heat.js';
import { ReplayPage } from './replay.js';
import { AccessPage } from '../access/page.js';
import { WhatIfPage } from '../what-if/what-if.js';
import { openPage, useRoute, VIEWS, type View } from './route.js';
import { useWords } from './words.js';
import './look-back.css';

const PAGES = { charts: Charts, heat: HeatPage, health: HealthPage, replay: ReplayPage } as const;

function LookBack({ view }: { view: View }) {
  const w = useWords();
  const Page = PAGES[view];
  return (
    <>
      <header class="lb-head">
        <h2>{w.lookBack}</h2>
        <nav aria-label={w.viewsLabel} class="lb-tabs">
          {VIEWS.map((v) => <button key={v} type="button" aria-current={v === view ? 'page' : undefined} onClick={() => openPage('look-back', v)}>{w.views[v]}</button>)}
        </nav>
      </header>
      <Page />
    </>
  );
}

/** The page that stands in the place of the situation. */
export function Pages() {
  const { page, view } = useRoute((s) => s);
  return <main class="main is-page" id="list" tabIndex={-1}>{page === 'what-if' ? <WhatIfPage /> : page === 'access' ? <AccessPage /> : <LookBack view={view} />}</main>;
}
