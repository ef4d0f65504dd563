import type { JunctionConfig, TacticalView } from '@wegweiser/contracts';
import { numberText, spanText, textOf } from '../i18n/index.js';
import { openDialog, useUi } from '../state/ui.js';
import { Button, Chip, Facts, Section } from '../ui/parts.js';
import { greenBars } from './tactical-bars.js';
import { TACTICAL_WORDS, type TacticalWords } from './tactical-catalogue.js';

export const useTacticalWords = (): TacticalWords => TACTICAL_WORDS[useUi((s) => s.lang)];

/** Signal group timing of the last minutes; the share beside each bar says the same in figures. */
function Greens({ config, view }: { config: JunctionConfig; view: TacticalView }) {
  const w = useTacticalWords();
  const { spanS, rows } = greenBars(config, view);
  return (
    <table class="table tactical-greens">
      <caption>{w.groups}<span class="row-dim">{w.ago(Math.max(1, Math.round(spanS / 60)))} – {w.now}</span></caption>
      <thead class="vh"><tr><th scope="col">{w.group}</th><th scope="col">{w.groups}</th><th scope="col">{w.share}</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.groupId}>
            <th scope="row">{row.groupId.toUpperCase()}</th>
            <td class="is-wide">
              <svg class="stage-bar" viewBox={`0 0 ${spanS} 12`} preserveAspectRatio="none" aria-hidden="true">
                <rect class="stage-red" y="4.5" width={spanS} height="3" />
                {row.greens.map((g) => <rect key={g.fromS} class="stage-green" x={g.fromS} width={g.toS - g.fromS} height="12" />)}
              </svg>
            </td>
            <td class="num">{numberText(Math.round(row.share * 100))} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Queues({ config, view }: { config: JunctionConfig; view: TacticalView }) {
  const w = useTacticalWords();
  const most = Math.max(5, ...view.lanes.map((l) => l.queueVeh));
  const names = new Map(config.arms.flatMap((arm) => arm.lanes.map((lane) => [lane.id, `${arm.street}, ${lane.id}`] as const)));
  return (
    <table class="table tactical-queues">
      <thead><tr><th scope="col">{w.lane}</th><th scope="col" colSpan={2}>{w.queue}</th><th scope="col" class="num">{w.waits}</th></tr></thead>
      <tbody>
        {view.lanes.map((lane) => (
          <tr key={lane.id}>
            <th scope="row">{names.get(lane.id) ?? lane.id}</th>
            <td class="is-wide"><span class="queue-bar" aria-hidden="true" style={{ width: `${Math.round((100 * lane.queueVeh) / most)}%` }} /></td>
            <td class="num">{numberText(Math.round(lane.queueVeh))}</td>
            <td class="num">{lane.waitS === 0 ? '–' : spanText(lane.waitS * 1000)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the tactical level sees, wants and why. */
export function TacticalSection({ config, view }: { config: JunctionConfig; view: TacticalView }) {
  const w = useTacticalWords();
  const automatic = view.mode === 'automatic';
  return (
    <Section title={w.title} tone={view.ended === null ? 'info' : 'warn'} aside={<Chip tone={automatic ? 'ok' : 'mute'}>{w.modes[view.mode]}</Chip>}>
      {view.ended !== null && <p class="strong">{w.ended[view.ended]}</p>}
      <p class="because">{textOf(view.text)}</p>
      <Facts facts={[
        [w.shown, view.nextStageId === null ? `${view.stageId.toUpperCase()} · ${w.greenS(view.greenS)}` : `${w.clearing} → ${view.nextStageId.toUpperCase()}`],
        [w.wanted, view.wantedStageId.toUpperCase()],
      ]} />
      <Greens config={config} view={view} />
      <Queues config={config} view={view} />
      <div class="actions"><Button onClick={() => openDialog(automatic ? 'automaticOff' : 'automaticOn', { kind: 'junctions', id: config.id })}>{automatic ? w.off : w.on}</Button></div>
    </Section>
  );
}
