import { useEffect, useRef } from 'preact/hooks';
import { textOf, useMessages } from '../i18n/index.js';
import { collection } from '../state/live.js';
import { linkEnds, useCity, type CityIndex } from '../state/city.js';
import { select, useUi, type Selection } from '../state/ui.js';
import { Icon } from '../ui/icon.js';
import { IconButton } from '../ui/parts.js';
import { DetailBody } from './detail-body.js';
import { Overview } from './overview.js';

function headOf(index: CityIndex, { kind, id }: Selection, edge: string): { title: string; sub: string } {
  const areaOf = (area: string | undefined) => {
    const found = index.city.areas.find((a) => a.id === area);
    return found === undefined ? '' : textOf(found.name);
  };
  if (kind === 'alarms') {
    const alarm = collection('alarms').get(id);
    return { title: alarm === undefined ? id : textOf(alarm.text), sub: '' };
  }
  if (kind === 'devices') return { title: id, sub: index.devices.get(id)?.owner.name ?? '' };
  if (kind === 'links') {
    const link = index.links.get(id);
    const ends = link === undefined ? null : linkEnds(index, link);
    return { title: link?.street ?? id, sub: ends === null ? '' : `${ends.from ?? edge} → ${ends.to ?? edge}` };
  }
  const config = index[kind].get(id);
  return { title: config?.name ?? id, sub: areaOf(config?.area) };
}

function Chosen({ selection }: { selection: Selection }) {
  const m = useMessages();
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
