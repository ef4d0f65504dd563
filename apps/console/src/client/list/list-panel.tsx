import type { AlarmState, CollectionValues } from '@wegweiser/contracts';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { STATUS_WORDS } from '@wegweiser/web-kit';
import { messages, textOf, useMessages } from '../i18n/index.js';
import type { Messages } from '../i18n/de.js';
import { Icon } from '../ui/icon.js';
import { acknowledgeGroup } from '../act/acknowledge.js';
import { compareAlarms, escalationOf, isWaiting, SEVERITIES, severityOf, severityTone, stands } from '../state/assess.js';
import { useCity, type CityIndex } from '../state/city.js';
import { collection, line, onFrame } from '../state/live.js';
import { useStore } from '../state/store.js';
import { openTab, ui, useUi } from '../state/ui.js';
import { AlarmRow, ROWS } from './rows.js';
import { VirtualList, type VirtualItem } from './virtual-list.js';
import type { CollectionName } from '../state/collections.js';
import { streetItems } from './street-rows.js';

const ROW_PX = 62;
/** Alarms are sentences: two lines of them. */
const ALARM_PX = 78;
const HEAD_PX = 34;
/** So many alarms of one kind fold into one row. */
const FOLD_FROM = 3;

/** Which rows there are changes seldom; looked at once a second, not with every delta. Rows follow their own values. */
function useRevision(name: CollectionName): number {
  const [revision, setRevision] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onFrame(name, () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setRevision((n) => n + 1);
      }, name === 'alarms' ? 50 : 1000);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [name]);
  return revision;
}

interface Entry {
  id: string;
  text: string;
}

function namesOf(index: CityIndex, tab: CollectionName): Entry[] {
  const { city, devices } = index;
  switch (tab) {
    case 'facilities':
      return city.facilities.map((f) => ({ id: f.id, text: `${f.name} ${f.address}` })).sort(byText);
    case 'links':
      return city.links.map((l) => ({ id: l.id, text: `${l.street} ${index.junctions.get(l.from)?.name ?? ''} ${index.junctions.get(l.to)?.name ?? ''}` })).sort(byText);
    case 'junctions':
      return city.junctions.map((j) => ({ id: j.id, text: j.name })).sort(byText);
    case 'signs':
      return city.signs.map((s) => ({ id: s.id, text: `${s.name} ${s.rows.map((r) => r.label).join(' ')}` })).sort(byText);
    case 'devices':
      return [...new Set([...devices.keys(), ...collection('devices').keys()])].map((id) => ({ id, text: `${id} ${devices.get(id)?.owner.name ?? ''} ${devices.get(id)?.place ?? ''}` })).sort((a, b) => a.id.localeCompare(b.id));
    case 'plans':
      return city.plans.map((p) => ({ id: p.id, text: `${textOf(p.name)} ${p.description === undefined ? '' : textOf(p.description)}` }));
    case 'corridors':
      return city.corridors.map((c) => ({ id: c.id, text: textOf(c.name) })).sort(byText);
    case 'alarms':
      return [];
  }
}
const byText = (a: Entry, b: Entry): number => a.text.localeCompare(b.text, 'de');

type Words = { [N in Exclude<CollectionName, 'alarms'>]: (value: CollectionValues[N], m: Messages) => string };

/** Words of the present state, so that `voll`, `Stau` or `jam` can be filtered for. */
const STATE_WORDS: Words = {
  facilities: (v) => STATUS_WORDS[ui.get().lang][v.status],
  links: (v, m) => m.level[v.level],
  signs: (v, m) => `${m.ladder[v.level]} ${v.lock === null ? '' : m.locked} ${v.online ? m.online : m.offline}`,
  junctions: (v, m) => `${v.online ? m.online : m.offline} ${v.recommendation?.state === 'proposed' ? m.recommendation : ''} ${v.faults.join(' ')}`,
  devices: (v, m) => `${v.online === true ? m.online : m.offline} ${v.faults.join(' ')}`,
  plans: (v, m) => m.planStates[v.state],
  corridors: (v, m) => (v.recommendation === null ? '' : m.recStates[v.recommendation.state]),
};

function stateWords(tab: keyof Words, id: string, m: Messages): string {
  const value = collection(tab).get(id);
  return value === undefined ? m.neverHeard : STATE_WORDS[tab](value as never, m);
}

const matches = (text: string, words: readonly string[]): boolean => {
  const low = text.toLocaleLowerCase('de');
  return words.every((word) => low.includes(word));
};
const wordsOf = (filter: string): string[] => filter.toLocaleLowerCase('de').split(/\s+/).filter((word) => word !== '');

function thingItems(index: CityIndex, tab: Exclude<CollectionName, 'alarms'>, filter: string, onlyTrouble: boolean): VirtualItem[] {
  const m = messages();
  const words = wordsOf(filter);
  const Row = ROWS[tab];
  const keep = ({ id, text }: Entry): boolean => {
    const value = collection(tab).get(id);
    if (onlyTrouble && value !== undefined && !stands[tab](value as never)) return false;
    return words.length === 0 || matches(`${text} ${id} ${stateWords(tab, id, m)}`, words);
  };
  return namesOf(index, tab)
    .filter(keep)
    .map(({ id }) => ({ key: id, heightPx: ROW_PX, heading: false, render: ({ tabIndex }) => <Row id={id} tabIndex={tabIndex} /> }));
}

/** Nothing about an estimate is trouble. */
const streetsOf = ({ city }: CityIndex, filter: string, onlyTrouble: boolean): CityIndex['city']['streetZones'] =>
  onlyTrouble ? [] : city.streetZones.filter((zone) => matches(`${textOf(zone.name)} ${zone.id}`, wordsOf(filter)));

function alarmItems(filter: string, onlyTrouble: boolean, unfolded: ReadonlySet<string>, unfold: (key: string) => void): VirtualItem[] {
  const m = messages();
  const words = wordsOf(filter);
  const alarms = [...collection('alarms').values()]
    .filter((a) => (!onlyTrouble || stands.alarms(a)) && (words.length === 0 || matches(`${textOf(a.text)} ${a.code} ${m.codes[a.code] ?? ''} ${a.about.id} ${m.severity[severityOf(a)]}`, words)))
    .sort(compareAlarms);
  const items: VirtualItem[] = [];
  for (const severity of SEVERITIES) {
    const group = alarms.filter((a) => severityOf(a) === severity);
    if (group.length === 0) continue;
    items.push({ key: `head ${severity}`, heightPx: HEAD_PX, heading: true, render: () => <p class={`list-head tone-${severityTone(severity)}`}>{m.severity[severity]}<span class="count">{group.length}</span></p> });
    items.push(...folded(severity, group, unfolded, unfold));
  }
  return items;
}

/** Alarms of one kind in one area are one row, with what it takes to acknowledge all of them at once. */
function folded(severity: string, group: readonly AlarmState[], unfolded: ReadonlySet<string>, unfold: (key: string) => void): VirtualItem[] {
  const groups = new Map<string, AlarmState[]>();
  for (const alarm of group) groups.set(groupKey(alarm), [...(groups.get(groupKey(alarm)) ?? []), alarm]);
  const told = new Set<string>();
  return group.flatMap((alarm): VirtualItem[] => {
    const of = groupKey(alarm);
    const alike = groups.get(of) ?? [];
    const key = `fold ${severity} ${of}`;
    const item: VirtualItem = { key: alarm.id, heightPx: ALARM_PX, heading: false, render: ({ tabIndex }) => <AlarmRow alarm={alarm} tabIndex={tabIndex} /> };
    if (alike.length < FOLD_FROM) return [item];
    const open = unfolded.has(key);
    if (told.has(of)) return open ? [item] : [];
    told.add(of);
    const head: VirtualItem = { key, heightPx: HEAD_PX + 10, heading: false, render: ({ tabIndex }) => <Fold alarms={alike} open={open} tabIndex={tabIndex} unfold={() => unfold(key)} /> };
    return open ? [head, item] : [head];
  });
}
const groupKey = (alarm: AlarmState): string => alarm.group ?? alarm.code;

function Fold({ alarms, open, tabIndex, unfold }: { alarms: readonly AlarmState[]; open: boolean; tabIndex: number; unfold: () => void }) {
  const m = useMessages();
  const { areas } = useCity().city;
  const first = alarms[0];
  const waiting = alarms.filter(isWaiting);
  if (first === undefined) return null;
  const area = areas.find((a) => first.group === `${first.code}/${a.id}`);
  const name = `${m.codes[first.code] ?? first.code}${area === undefined ? '' : ` · ${textOf(area.name)}`}`;
  const escalated = alarms.some((a) => escalationOf(a) > 0);
  return (
    <div class="fold-row">
      <button type="button" class="fold" tabIndex={tabIndex} aria-expanded={open} title={name} onClick={unfold}>
        <Icon name="next" size={14} />
        <span>{name}</span>
        {escalated && <span class="row-escalated" title={m.escalated}>▲</span>}
        <span class="row-dim" title={m.similar(alarms.length)}>{alarms.length} ×</span>
      </button>
      {waiting.length > 0 && <button type="button" class="fold-ack" tabIndex={tabIndex} aria-label={`${m.acknowledgeShort}: ${name} (${waiting.length})`} onClick={() => void acknowledgeGroup(waiting)}>{m.acknowledgeShort}</button>}
    </div>
  );
}

function FilterBar() {
  const m = useMessages();
  const [filter, onlyTrouble] = [useUi((s) => s.filter), useUi((s) => s.onlyTrouble)];
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="filter">
      <label class="filter-box">
        <Icon name="search" size={16} />
        <span class="vh">{m.filter}</span>
        <input ref={input} id="filter" type="text" inputMode="search" autoComplete="off" placeholder={m.filterHint} value={filter} onInput={(e) => ui.set({ filter: e.currentTarget.value })} onKeyDown={(e) => {
          if (e.key === 'Escape' && filter !== '') {
            e.stopPropagation();
            ui.set({ filter: '' });
          }
        }} />
        {filter !== '' && (
          <button type="button" class="filter-clear" aria-label={m.filterClear} onClick={() => {
            ui.set({ filter: '' });
            input.current?.focus();
          }}>
            <Icon name="close" size={14} />
          </button>
        )}
      </label>
      <button type="button" class="toggle" aria-pressed={onlyTrouble} onClick={() => ui.set({ onlyTrouble: !onlyTrouble })}>
        {m.onlyTrouble}
      </button>
    </div>
  );
}

function useItems(tab: CollectionName): VirtualItem[] {
  const index = useCity();
  const [filter, onlyTrouble, lang] = [useUi((s) => s.filter), useUi((s) => s.onlyTrouble), useUi((s) => s.lang)];
  const revision = useRevision(tab);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    if (tab === 'facilities') return [...thingItems(index, tab, filter, onlyTrouble), ...streetItems(streetsOf(index, filter, onlyTrouble))];
    if (tab !== 'alarms') return thingItems(index, tab, filter, onlyTrouble);
    const unfold = (key: string) => setUnfolded((was) => new Set(was.has(key) ? [...was].filter((k) => k !== key) : [...was, key]));
    return alarmItems(filter, onlyTrouble, unfolded, unfold);
  }, [index, tab, filter, onlyTrouble, lang, revision, unfolded]);
}

export function ListPanel() {
  const m = useMessages();
  const tab = useUi((s) => s.tab);
  const selected = useUi((s) => s.selected);
  const ready = useStore(line, (s) => s.ready.has(tab));
  const items = useItems(tab);
  return (
    <section class="list" id="list" tabIndex={-1} aria-label={m.tabsLong[tab]}>
      <header class="list-title">
        <h2>{m.tabsLong[tab]}</h2>
        <span class="count" aria-hidden="true">{items.filter((item) => !item.heading).length}</span>
      </header>
      <FilterBar />
      {items.length > 0 ? <VirtualList key={tab} items={items} label={m.tabsLong[tab]} current={selected?.kind === tab ? selected.id : null} /> : <Empty tab={tab} ready={ready} />}
    </section>
  );
}

function Empty({ tab, ready }: { tab: CollectionName; ready: boolean }) {
  const m = useMessages();
  const narrowed = useUi((s) => s.filter !== '' || s.onlyTrouble);
  if (!ready && !narrowed) {
    return (
      <div class="skeleton" role="status">
        <span class="vh">{m.loading}</span>
        {[0, 1, 2, 3, 4, 5].map((n) => <div key={n} class="skeleton-row" />)}
      </div>
    );
  }
  return (
    <div class="empty" role="status">
      <Icon name={narrowed ? 'search' : 'cleared'} size={32} />
      <p>{narrowed ? m.nothingMatches : tab === 'alarms' ? m.emptyAlarms : m.empty}</p>
      {narrowed && <button type="button" class="btn btn-plain" onClick={() => openTab(tab)}>{m.showAll}</button>}
    </div>
  );
}
