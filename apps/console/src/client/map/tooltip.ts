import { STATUS_WORDS } from '@wegweiser/web-kit';
import { messages, valueText } from '../i18n/index.js';
import { agedFacility, junctionFace } from '../state/assess.js';
import { cityStore, type CityIndex } from '../state/city.js';
import { collection, serviceNowMs } from '../state/live.js';
import { ui } from '../state/ui.js';
import { rowsOnSign } from '../detail/sign-face.js';
import type { Mapped } from './features.js';

export interface Found {
  kind: Mapped;
  id: string;
}

type Lines = (index: CityIndex, id: string) => string[];

const facilityLines: Lines = (index, id) => {
  const [config, v] = [index.facilities.get(id), collection('facilities').get(id)];
  const m = messages();
  if (v === undefined) return [config?.name ?? id, m.noNews];
  const aged = agedFacility(v, config, serviceNowMs());
  const count = aged.vacant === null ? '' : ` · ${valueText(aged.vacant)} ${m.of} ${valueText(v.capacity)}`;
  return [config?.name ?? id, `${STATUS_WORDS[ui.get().lang][aged.status]}${count}`];
};

const linkLines: Lines = (index, id) => {
  const v = collection('links').get(id);
  const m = messages();
  const street = index.links.get(id)?.street ?? id;
  if (v === undefined) return [street, m.noNews];
  return [street, v.meanSpeedKmh === null ? m.level[v.level] : `${m.level[v.level]} · ${valueText(v.meanSpeedKmh)} km/h`];
};

const junctionLines: Lines = (index, id) => {
  const v = collection('junctions').get(id);
  const m = messages();
  const name = index.junctions.get(id)?.name ?? id;
  if (v === undefined) return [name, m.noNews];
  return [name, { ok: `${m.plan} ${v.plan ?? '–'}`, offline: m.offline, fault: v.faults.join(', '), recommendation: m.recommendation }[junctionFace(v)]];
};

const signLines: Lines = (index, id) => {
  const [config, v] = [index.signs.get(id), collection('signs').get(id)];
  const m = messages();
  return config === undefined || v === undefined ? [config?.name ?? id, m.noNews] : [config.name, m.ladder[v.level], ...rowsOnSign(v, config)];
};

const deviceLines: Lines = (index, id) => {
  const v = collection('devices').get(id);
  const m = messages();
  const word = v === undefined ? m.neverHeard : v.faults.length > 0 ? v.faults.join(', ') : v.online === true ? m.online : m.offline;
  return [id, index.devices.get(id)?.place ?? '', word].filter((line) => line !== '');
};

const LINES: Readonly<Record<Mapped, Lines>> = { facilities: facilityLines, links: linkLines, junctions: junctionLines, signs: signLines, devices: deviceLines };

/** A small note beside the pointer. What it says stands in the lists as well, so it is hidden from screen readers. */
export function showTooltip(tip: HTMLElement, found: Found | null, at: { x: number; y: number }, width: number): void {
  const { index } = cityStore.get();
  tip.hidden = found === null || index === null;
  if (found === null || index === null) return;
  tip.replaceChildren(
    ...LINES[found.kind](index, found.id).map((line, n) => {
      const node = document.createElement(n === 0 ? 'strong' : 'span');
      node.textContent = line;
      return node;
    }),
  );
  const left = at.x + 240 > width ? at.x - tip.offsetWidth - 14 : at.x + 14;
  tip.style.transform = `translate(${Math.max(4, left)}px, ${at.y + 14}px)`;
}
