import type { LevelOfService } from '@wegweiser/contracts';
import type { ComponentChildren } from 'preact';
import { numberText, useMessages } from '../i18n/index.js';
import { agedFacility, isOpen } from '../state/assess.js';
import { useCity } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { useCollection } from '../state/live.js';
import { openTab, ui, useUi } from '../state/ui.js';
import type { CollectionName } from '../state/collections.js';

const Tile = ({ tab, value, unit, label, trouble = false, children }: { tab: CollectionName; value: string; unit?: string; label: string; trouble?: boolean; children?: ComponentChildren }) => (
  <button type="button" class="tile" onClick={() => {
    openTab(tab);
    if (trouble) ui.set({ onlyTrouble: true });
  }}>
    <span class="tile-value">{value}{unit !== undefined && <small> {unit}</small>}</span>
    <span class="tile-label">{label}</span>
    {children}
  </button>
);

/** Shares side by side; the words beside it say the same. */
function Bar({ parts }: { parts: readonly { name: string; n: number }[] }) {
  const total = parts.reduce((sum, part) => sum + part.n, 0);
  let at = 0;
  return (
    <svg class="tile-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-ground" width="100" height="4" />
      {total > 0 && parts.map(({ name, n }) => {
        const [x, width] = [at, (n / total) * 100];
        at += width;
        return <rect key={name} class={`bar-${name}`} x={x} width={Math.max(0, width - 0.6)} height="4" />;
      })}
    </svg>
  );
}

function Spaces() {
  const m = useMessages();
  const { facilities } = useCity();
  const nowMs = useNowMs();
  let [free, capacity] = [0, 0];
  for (const state of useCollection('facilities').values()) {
    const { vacant } = agedFacility(state, facilities.get(state.id), nowMs);
    if (vacant === null) continue;
    free += vacant;
    capacity += state.capacity;
  }
  return (
    <Tile tab="facilities" value={numberText(free)} unit={`${m.of} ${numberText(capacity)}`} label={m.situation.spaces}>
      <Bar parts={[{ name: 'used', n: capacity - free }, { name: 'rest', n: free }]} />
    </Tile>
  );
}

function Links() {
  const m = useMessages();
  const n: Record<LevelOfService, number> = { free: 0, dense: 0, slow: 0, jam: 0, unknown: 0 };
  for (const state of useCollection('links').values()) n[state.level] += 1;
  const known = n.free + n.dense + n.slow + n.jam;
  const share = known === 0 ? '–' : numberText(((n.free + n.dense) / known) * 100);
  return (
    <Tile tab="links" value={share} unit="%" label={m.situation.links} trouble>
      <Bar parts={(['free', 'dense', 'slow', 'jam', 'unknown'] as const).map((level) => ({ name: level, n: n[level] }))} />
    </Tile>
  );
}

function Signs() {
  const m = useMessages();
  const n = { live: 0, estimate: 0, direction: 0, blank: 0 };
  for (const state of useCollection('signs').values()) n[state.level] += 1;
  return (
    <Tile tab="signs" value={String(n.live)} unit={`${m.of} ${useCity().signs.size}`} label={m.situation.signs} trouble>
      <Bar parts={[{ name: 'free', n: n.live }, { name: 'estimate', n: n.estimate }, { name: 'slow', n: n.direction }, { name: 'unknown', n: n.blank }]} />
    </Tile>
  );
}

function Junctions() {
  const m = useMessages();
  let [online, open] = [0, 0];
  for (const state of useCollection('junctions').values()) {
    online += Number(state.online);
    open += Number(isOpen(state));
  }
  const total = useCity().junctions.size;
  return (
    <Tile tab="junctions" value={String(online)} unit={`${m.of} ${total}`} label={open > 0 ? `${m.tabs.junctions} · ${m.situation.recs(open)}` : m.situation.junctions} trouble={open > 0}>
      <Bar parts={[{ name: 'free', n: online - open }, { name: 'estimate', n: open }, { name: 'unknown', n: total - online }]} />
    </Tile>
  );
}

export function Situation() {
  const m = useMessages();
  useUi((s) => s.lang);
  return (
    <section class="tiles" aria-label={m.figures}>
      <Spaces />
      <Links />
      <Signs />
      <Junctions />
    </section>
  );
}
