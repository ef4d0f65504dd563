import { STATUS_WORDS } from '@wegweiser/web-kit';
import { messages, valueText } from '../i18n/index.js';
import { agedFacility, junctionFace } from '../state/assess.js';
import { cityStore, type CityIndex } from '../state/city.js';
import { collection, serviceNowMs } from '../state/live.js';
import { ui, type Selection } from '../state/ui.js';
import { rowsOnSign } from '../detail/sign-face.js';

function lines(index: CityIndex, { kind, id }: Selection): string[] {
  const m = messages();
  if (kind === 'facilities') {
    const [config, v] = [index.facilities.get(id), collection('facilities').get(id)];
    if (v === undefined) return [config?.name ?? id, m.noNews];
    const aged = agedFacility(v, config, serviceNowMs());
    const count = aged.vacant === null ? '' : ` · ${valueText(aged.vacant)} ${m.of} ${valueText(v.capacity)}`;
    return [config?.name ?? id, `${STATUS_WORDS[ui.get().lang][aged.status]}${count}`];
  }
  if (kind === 'links') {
    const v = collection('links').get(id);
    const speed = v?.meanSpeedKmh == null ? '' : ` · ${valueText(v.meanSpeedKmh)} km/h`;
    return [index.links.get(id)?.street ?? id, v === undefined ? m.noNews : `${m.level[v.level]}${speed}`];
  }
  if (kind === 'junctions') {
    const v = collection('junctions').get(id);
    const words = v === undefined ? m.noNews : { ok: `${m.plan} ${v.plan ?? '–'}`, offline: m.offline, fault: v.faults.join(', '), recommendation: m.recommendation }[junctionFace(v)];
    return [index.junctions.get(id)?.name ?? id, words];
  }
  const [config, v] = [index.signs.get(id), collection('signs').get(id)];
  return config === undefined || v === undefined ? [config?.name ?? id, m.noNews] : [config.name, m.ladder[v.level], ...rowsOnSign(v, config)];
}

/** A small note beside the pointer. What it says stands in the lists as well, so it is hidden from screen readers. */
export function showTooltip(tip: HTMLElement, selection: Selection | null, at: { x: number; y: number }, width: number): void {
  const { index } = cityStore.get();
  tip.hidden = selection === null || index === null;
  if (selection === null || index === null) return;
  tip.replaceChildren(
    ...lines(index, selection).map((line, n) => {
      const node = document.createElement(n === 0 ? 'strong' : 'span');
      node.textContent = line;
      return node;
    }),
  );
  const left = at.x + 240 > width ? at.x - tip.offsetWidth - 14 : at.x + 14;
  tip.style.transform = `translate(${Math.max(4, left)}px, ${at.y + 14}px)`;
}
