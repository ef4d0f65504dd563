import { numberText, useMessages } from '../i18n/index.js';
import { deviceTone } from '../state/assess.js';
import { useCity } from '../state/city.js';
import { useThing } from '../state/live.js';
import { select } from '../state/ui.js';
import { Glyph } from '../ui/glyph.js';
import { Age, Facts } from '../ui/parts.js';
import { History } from './history.js';

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
          <p class="hero-value">{state === undefined ? m.neverHeard : state.online === true ? m.online : m.offline}</p>
        </div>
        <Facts facts={[
          [m.lastSeen, state?.lastSeenMs == null ? m.neverHeard : <Age key="age" atMs={state.lastSeenMs} oldAfterMs={900_000} />],
          [m.faults, state === undefined || state.faults.length === 0 ? m.noFaults : state.faults.join(', ')],
          state?.quality == null ? null : [m.reliability, `${numberText(state.quality * 100)} %`],
          [m.things.devices, use === undefined ? m.notConfigured : m.deviceKinds[use.kind]],
          use === undefined ? null : [m.usedAt, <button key="use" type="button" class="link" onClick={() => select({ kind: use.owner.collection, id: use.owner.id })}>{use.owner.name}</button>],
          use === undefined || use.place === '' ? null : ['', use.place],
        ]} />
      </section>
      <History subject="sensor" id={id} />
    </>
  );
}
