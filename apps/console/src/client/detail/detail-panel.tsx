import { useEffect, useRef } from 'preact/hooks';
import { textOf, useMessages } from '../i18n/index.js';
import { collection } from '../state/live.js';
import { linkEnds, useCity, type CityIndex } from '../state/city.js';
import { openDialog, select, useUi, type Selection } from '../state/ui.js';
import { AUDIT_KINDS } from '../act/audit-query.js';
import { Icon } from '../ui/icon.js';
import { IconButton } from '../ui/parts.js';
import { DetailBody } from './detail-body.js';
import { Overview } from './overview.js';
import { useWhyWords } from './why.js';

interface Head {
  title: string;
  sub: string;
}

function areaName(index: CityIndex, area: string | undefined): string {
  const found = index.city.areas.find((a) => a.id === area);
  return found === undefined ? '' : textOf(found.name);
}

function linkHead(index: CityIndex, id: string, edge: string): Head {
  const link = index.links.get(id);
  if (link === undefined) return { title: id, sub: '' };
  const { from, to } = linkEnds(index, link);
  return { title: link.street, sub: `${from ?? edge} → ${to ?? edge}` };
}

function planHead(index: CityIndex, id: string): Head {
  const plan = index.plans.get(id);
  return { title: plan === undefined ? id : textOf(plan.name), sub: '' };
}

function corridorHead(index: CityIndex, id: string): Head {
  const corridor = index.corridors.get(id);
  return { title: corridor === undefined ? id : textOf(corridor.name), sub: areaName(index, corridor?.area) };
}

function alarmTitle(id: string): string {
  const alarm = collection('alarms').get(id);
  return alarm === undefined ? id : textOf(alarm.text);
}

function headOf(index: CityIndex, { kind, id }: Selection, edge: string): Head {
  if (kind === 'alarms') return { title: alarmTitle(id), sub: '' };
  if (kind === 'devices') return { title: id, sub: index.devices.get(id)?.owner.name ?? '' };
  if (kind === 'links') return linkHead(index, id, edge);
  if (kind === 'plans') return planHead(index, id);
  if (kind === 'corridors') return corridorHead(index, id);
  const config = index[kind].get(id);
  return { title: config?.name ?? id, sub: areaName(index, config?.area) };
}

function Chosen({ selection }: { selection: Selection }) {
  const m = useMessages();
  const w = useWhyWords();
  const { title, sub } = headOf(useCity(), selection, m.cityEdge);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (body.current !== null) body.current.scrollTop = 0;
  }, [selection]);
  return (
    <>
      <header class="detail-head">
        <span class="detail-kind"><Icon name={selection.kind} size={20} /></span>
        <div>
          <p class="detail-what">{m.things[selection.kind]}{sub === '' ? '' : ` · ${sub}`}</p>
          <h2>{title}</h2>
        </div>
        {AUDIT_KINDS[selection.kind] !== undefined && <IconButton label={w.log} icon="log" onClick={() => openDialog('log', selection)} />}
        <IconButton label={`${m.close} (Esc)`} icon="close" onClick={() => select(null)} />
      </header>
      <div class="detail-body" ref={body} tabIndex={0} role="group" aria-label={title}>
        <DetailBody key={`${selection.kind}/${selection.id}`} {...selection} />
      </div>
    </>
  );
}

export function DetailPanel() {
  const m = useMessages();
  const selected = useUi((s) => s.selected);
  useUi((s) => s.lang);
  return (
    <section class="detail" id="detail" tabIndex={-1} aria-label={selected === null ? m.overview : m.things[selected.kind]}>
      {selected === null ? <Overview /> : <Chosen selection={selected} />}
    </section>
  );
}
