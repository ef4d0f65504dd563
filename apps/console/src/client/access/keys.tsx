import { useState } from 'preact/hooks';
import { dateText, timeText } from '../i18n/index.js';
import { useCity, type CityIndex } from '../state/city.js';
import { useNowMs } from '../state/clock.js';
import { Chip } from '../ui/parts.js';
import { areasText } from './areas.js';
import type { Ask } from './dialogs.js';
import { standingOf } from './key-request.js';
import type { Key } from './list.js';
import { useAccessWords, type AccessWords } from './words.js';

const momentText = (atMs: number): string => `${dateText(atMs)} ${timeText(atMs)}`;

/** `signs/x` by the name of the sign, `junctions` as all of them, areas by their names. */
function opensText(w: AccessWords, index: CityIndex, { kind, objects, areas }: Key): string {
  if (kind === 'machine') return areasText(w, index, areas);
  return objects.map((object) => {
    const [room = '', id] = object.split('/');
    if (id === undefined) return w.objectKinds[room] ?? room;
    return room === 'signs' ? (index.signs.get(id)?.name ?? id) : object;
  }).join(', ');
}

function Standing({ of, nowMs }: { of: Key; nowMs: number }) {
  const w = useAccessWords();
  const standing = standingOf(of, nowMs);
  const { revokedAtMs, expiresAtMs } = of;
  if (standing === 'revoked') return <Chip tone="mute" icon="lock">{w.revoked(momentText(revokedAtMs ?? 0))}</Chip>;
  if (standing === 'expired') return <Chip tone="warn" icon="clock">{w.expired(momentText(expiresAtMs ?? 0))}</Chip>;
  return <Chip tone="ok" icon="check">{expiresAtMs === null ? w.inForce : w.until(momentText(expiresAtMs))}</Chip>;
}

function KeyRow({ of, ask, nowMs }: { of: Key; ask: Ask; nowMs: number }) {
  const w = useAccessWords();
  const index = useCity();
  const usable = standingOf(of, nowMs) === 'inForce';
  return (
    <tr>
      <th scope="row"><strong>{of.name}</strong><span class="cell-sub"><code>{of.id}</code></span></th>
      <td>{w.kinds[of.kind]}</td>
      <td>{opensText(w, index, of)}</td>
      <td>{momentText(of.createdAtMs)}<span class="cell-sub">{w.by(of.createdBy)}</span></td>
      <td><Standing of={of} nowMs={nowMs} /></td>
      <td>
        <div class="row-acts">
          {usable && <button type="button" class="btn btn-plain" aria-label={w.of(w.rotate, of.name)} onClick={() => ask({ act: 'rotate', key: of })}>{w.rotate}</button>}
          {of.revokedAtMs === null && <button type="button" class="btn btn-plain is-grave" aria-label={w.of(w.revoke, of.name)} onClick={() => ask({ act: 'revoke', key: of })}>{w.revoke}</button>}
        </div>
      </td>
    </tr>
  );
}

export function KeyTable({ keys, ask }: { keys: readonly Key[]; ask: Ask }) {
  const w = useAccessWords();
  const nowMs = useNowMs();
  const [all, setAll] = useState(false);
  const shown = keys.filter((key) => all || standingOf(key, nowMs) === 'inForce').sort((a, b) => b.createdAtMs - a.createdAtMs);
  return (
    <>
      <label class="switch"><input type="checkbox" checked={all} onChange={(e) => setAll(e.currentTarget.checked)} />{w.showRevoked}</label>
      {shown.length === 0 ? <p class="row-dim">{w.noKeys}</p> : (
        <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.keys}>
          <table class="table is-stacked">
            <thead><tr>{[w.name, w.kind, w.opens, w.created, w.state, ''].map((head) => (head === '' ? <td key={head} /> : <th key={head} scope="col">{head}</th>))}</tr></thead>
            <tbody>{shown.map((key) => <KeyRow key={key.id} of={key} ask={ask} nowMs={nowMs} />)}</tbody>
          </table>
        </div>
      )}
    </>
  );
}
