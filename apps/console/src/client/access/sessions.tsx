import { timeText, useMessages } from '../i18n/index.js';
import { useCity } from '../state/city.js';
import { Age, Chip } from '../ui/parts.js';
import { areasText } from './areas.js';
import type { Ask } from './dialogs.js';
import type { OpenSession } from './list.js';
import { useAccessWords } from './words.js';

function SessionRow({ of, ask }: { of: OpenSession; ask: Ask }) {
  const [m, w] = [useMessages(), useAccessWords()];
  const index = useCity();
  return (
    <tr>
      <th scope="row"><strong>{of.name}</strong> {of.own && <Chip tone="info">{w.own}</Chip>}<span class="cell-sub">{of.subject} · {w.via[of.via]}</span></th>
      <td>{m.signIn.roles[of.role] ?? of.role}<span class="cell-sub">{areasText(w, index, of.areas)}</span></td>
      <td>{timeText(of.beganAtMs, 'dateTime')}</td>
      <td>{of.seenAtMs === null ? w.notSeen : <Age atMs={of.seenAtMs} />}</td>
      <td>{timeText(of.endsAtMs, 'time')}</td>
      <td><div class="row-acts"><button type="button" class="btn btn-plain is-grave" aria-label={w.of(w.end, of.name)} onClick={() => ask({ act: 'end', session: of })}>{w.end}</button></div></td>
    </tr>
  );
}

export function SessionTable({ sessions, ask }: { sessions: readonly OpenSession[]; ask: Ask }) {
  const w = useAccessWords();
  if (sessions.length === 0) return <p class="row-dim">{w.noSessions}</p>;
  return (
    <div class="scroll is-tall" tabIndex={0} role="group" aria-label={w.sessions}>
      <table class="table is-stacked">
        <thead><tr>{[w.person, w.role, w.began, w.seen, w.ends].map((head) => <th key={head} scope="col">{head}</th>)}<td /></tr></thead>
        <tbody>{sessions.map((s) => <SessionRow key={`${s.subject} ${s.beganAtMs}`} of={s} ask={ask} />)}</tbody>
      </table>
    </div>
  );
}
