import { useMessages } from '../i18n/index.js';
import { deviceTone } from '../state/assess.js';
import { useCity, type DeviceUse } from '../state/city.js';
import { useThing } from '../state/live.js';
import { select } from '../state/ui.js';
import { Glyph } from '../ui/glyph.js';
import { Age } from '../ui/parts.js';
import { useWhyWords } from './why.js';

const OLD_MS = 900_000;

function SourceRow({ id, use }: { id: string; use: DeviceUse }) {
  const m = useMessages();
  const state = useThing('devices', id);
  const tone = state === undefined ? 'mute' : deviceTone(state);
  const word = state === undefined ? m.neverHeard : state.faults.length > 0 ? state.faults.join(', ') : state.online === true ? m.online : m.offline;
  return (
    <tr>
      <th scope="row"><button type="button" class="link" onClick={() => select({ kind: 'devices', id })}>{id}</button><span class="cell-sub">{m.deviceKinds[use.kind]}{use.place === '' ? '' : ` · ${use.place}`}</span></th>
      <td><Glyph of="device" tone={tone} size={16} /> {word}</td>
      <td class="num">{state?.lastSeenMs == null ? '–' : <Age atMs={state.lastSeenMs} oldAfterMs={OLD_MS} />}</td>
    </tr>
  );
}

/** The devices that a value comes from: each with its state, its age, and its own history one action further. */
export function Sources({ collection, id }: { collection: DeviceUse['owner']['collection']; id: string }) {
  const m = useMessages();
  const w = useWhyWords();
  const own = [...useCity().devices].filter(([, { owner }]) => owner.collection === collection && owner.id === id);
  return (
    <details class="more">
      <summary>{w.sources} ({own.length})</summary>
      {own.length === 0 ? <p class="row-dim">{w.noSources}</p> : (
        <table class="table">
          <thead><tr><th scope="col">{w.source}</th><th scope="col">{m.state}</th><th scope="col" class="num">{m.age}</th></tr></thead>
          <tbody>{own.map(([deviceId, use]) => <SourceRow key={deviceId} id={deviceId} use={use} />)}</tbody>
        </table>
      )}
    </details>
  );
}
