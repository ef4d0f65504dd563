import type { DeviceState } from '@wegweiser/contracts';
import { numberText, useMessages } from '../i18n/index.js';
import type { Messages } from '../i18n/de.js';
import { deviceTone } from '../state/assess.js';
import { useCity, type DeviceUse } from '../state/city.js';
import { useThing } from '../state/live.js';
import { select } from '../state/ui.js';
import { Glyph } from '../ui/glyph.js';
import { Age, Facts } from '../ui/parts.js';
import { History } from './history.js';

const stateWord = (m: Messages, state: DeviceState | undefined): string => (state === undefined ? m.neverHeard : state.online === true ? m.online : m.offline);

function HealthFacts({ state }: { state: DeviceState }) {
  const m = useMessages();
  return (
    <Facts facts={[
      [m.lastSeen, state.lastSeenMs === null ? m.neverHeard : <Age key="age" atMs={state.lastSeenMs} oldAfterMs={900_000} />],
      [m.faults, state.faults.length === 0 ? m.noFaults : state.faults.join(', ')],
      state.quality === null ? null : [m.reliability, `${numberText(state.quality * 100)} %`],
    ]} />
  );
}

function UseFacts({ use }: { use: DeviceUse | undefined }) {
  const m = useMessages();
  if (use === undefined) return <p class="row-dim">{m.notConfigured}</p>;
  return (
    <Facts facts={[
      [m.things.devices, m.deviceKinds[use.kind]],
      [m.usedAt, <button key="use" type="button" class="link" onClick={() => select({ kind: use.owner.collection, id: use.owner.id })}>{use.owner.name}</button>],
      use.place === '' ? null : [m.place, use.place],
    ]} />
  );
}

export function DeviceDetail({ id }: { id: string }) {
  const m = useMessages();
  const use = useCity().devices.get(id);
  const state = useThing('devices', id);
  const tone = state === undefined ? 'mute' : deviceTone(state);
  return (
    <>
      <section class={`section hero tone-${tone}`}>
        <div class="hero-line">
          <Glyph of="device" tone={tone} size={34} />
          <p class="hero-value">{stateWord(m, state)}</p>
        </div>
        {state !== undefined && <HealthFacts state={state} />}
        <UseFacts use={use} />
      </section>
      <History subject="sensor" id={use?.deviceId ?? id} />
    </>
  );
}
