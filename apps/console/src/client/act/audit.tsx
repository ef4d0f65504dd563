import { useEffect, useState } from 'preact/hooks';
import { textOf, useMessages } from '../i18n/index.js';
import { getAsOperator, type Answer, type AuditRecord, type AuditVerdict, type Page } from '../state/api.js';
import { useCity } from '../state/city.js';
import { ui } from '../state/ui.js';
import { Field } from '../ui/field.js';
import { Button } from '../ui/parts.js';
import { AuditEntry } from './audit-entry.js';
import { auditQuery, NO_SEARCH, searchAbout, type AuditSearch } from './audit-query.js';
import { Fault } from './fault.js';
import { useLogWords } from './log-words.js';

const PAGE = 100;

/** Entries that fit, a page at a time. */
function useAudit(query: string) {
  const [state, setState] = useState<{ query: string; items: AuditRecord[]; next: string | null; answer: Answer<Page<AuditRecord>> | null }>({ query, items: [], next: null, answer: null });
  const load = async (cursor: string | null, before: readonly AuditRecord[], signal: AbortSignal) => {
    const answer = await getAsOperator<Page<AuditRecord>>(`audit?${query}${query === '' ? '' : '&'}limit=${PAGE}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, signal);
    if (signal.aborted) return;
    setState({ query, items: answer.ok ? [...before, ...answer.value.items] : [...before], next: answer.ok ? answer.value.nextCursor : null, answer });
  };
  useEffect(() => {
    const stop = new AbortController();
    void load(null, [], stop.signal);
    return () => stop.abort();
  }, [query]);
  return { ...state, isOf: state.query === query, more: () => void load(state.next, state.items, new AbortController().signal) };
}

function ObjectSelect({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const w = useLogWords();
  const { signs, facilities, plans, junctions } = useCity();
  const named = <T extends { id: string }>(kind: string, things: ReadonlyMap<string, T>, nameOf: (thing: T) => string) =>
    things.size > 0 && <optgroup key={kind} label={w.kinds[kind] ?? kind}>{[...things.values()].map((thing) => <option key={thing.id} value={`${kind}/${thing.id}`}>{nameOf(thing)}</option>)}</optgroup>;
  return (
    <select id="log-object" value={value} onChange={(e) => onChange(e.currentTarget.value)}>
      <option value="">{w.anyObject}</option>
      {value.startsWith('alarm/') && <option value={value}>{w.kinds['alarm']}</option>}
      {named('sign', signs, (s) => s.name)}
      {named('facility', facilities, (f) => f.name)}
      {named('plan', plans, (p) => textOf(p.name))}
      {named('junction', junctions, (j) => j.name)}
    </select>
  );
}

function SearchForm({ first, onSearch }: { first: AuditSearch; onSearch: (search: AuditSearch) => void }) {
  const w = useLogWords();
  const [search, setSearch] = useState(first);
  const set = (change: Partial<AuditSearch>) => setSearch({ ...search, ...change });
  return (
    <form class="log-search" onSubmit={(event) => {
      event.preventDefault();
      onSearch(search);
    }}>
      <Field id="log-of" label={w.of}>
        <select id="log-of" value={search.of} onChange={(e) => set({ of: e.currentTarget.value as AuditSearch['of'] })}>
          {(['people', 'rules', 'all'] as const).map((of) => <option key={of} value={of}>{w.ofs[of]}</option>)}
        </select>
      </Field>
      <Field id="log-by" label={w.by}><input id="log-by" type="text" maxLength={100} autoComplete="off" placeholder={w.byHint} value={search.by} onInput={(e) => set({ by: e.currentTarget.value })} /></Field>
      <Field id="log-what" label={w.what}>
        <select id="log-what" value={search.action} onChange={(e) => set({ action: e.currentTarget.value })}>
          <option value="">{w.any}</option>
          {Object.entries(w.actions).map(([action, name]) => <option key={action} value={action}>{name}</option>)}
        </select>
      </Field>
      <Field id="log-object" label={w.object}><ObjectSelect value={search.about} onChange={(about) => set({ about })} /></Field>
      <Field id="log-from" label={w.from}><input id="log-from" type="datetime-local" value={search.from} onInput={(e) => set({ from: e.currentTarget.value })} /></Field>
      <Field id="log-to" label={w.to}><input id="log-to" type="datetime-local" value={search.to} onInput={(e) => set({ to: e.currentTarget.value })} /></Field>
      <Field id="log-text" label={w.text}><input id="log-text" type="search" maxLength={100} autoComplete="off" value={search.text} onInput={(e) => set({ text: e.currentTarget.value })} /></Field>
      <div class="log-buttons">
        <Button type="submit" look="primary" icon="search">{w.search}</Button>
        <Button look="ghost" onClick={() => {
          setSearch(NO_SEARCH);
          onSearch(NO_SEARCH);
        }}>{w.clear}</Button>
      </div>
    </form>
  );
}

function Verdict({ answer }: { answer: Answer<AuditVerdict> }) {
  const w = useLogWords();
  if (!answer.ok) return <Fault answer={answer} />;
  const verdict = answer.value;
  if (!verdict.ok) return <p class="form-refused">{w.broken(verdict.records, verdict.brokenAtId)} {w[verdict.reason]}</p>;
  return <p class="form-effect">{w.holds(verdict.records)}{verdict.headHash !== null && <span class="cell-sub">{w.head} <code>{verdict.headHash}</code></span>}</p>;
}

/** Recomputes the chain of the whole log and says what came out. */
function Verify() {
  const w = useLogWords();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<AuditVerdict> | null>(null);
  const verify = async () => {
    setBusy(true);
    setAnswer(await getAsOperator<AuditVerdict>('audit/verify', new AbortController().signal));
    setBusy(false);
  };
  return (
    <>
      <Button icon="check" disabled={busy} onClick={() => void verify()}>{busy ? w.verifying : w.verify}</Button>
      <div role="status" class="log-verdict">{answer !== null && !busy && <Verdict answer={answer} />}</div>
    </>
  );
}

function Found({ query }: { query: string }) {
  const [m, w] = [useMessages(), useLogWords()];
  const { items, next, answer, isOf, more } = useAudit(query);
  if (answer === null || !isOf) return <p class="row-dim" role="status">{m.loading}</p>;
  if (!answer.ok) return <Fault answer={answer} />;
  return (
    <>
      <p class="row-dim" role="status">{items.length === 0 ? w.nothing : w.found(items.length, next !== null)}</p>
      {items.length > 0 && (
        <div class="scroll is-tall" tabIndex={0} role="group" aria-label={m.audit}>
          <table class="table log-table">
            <thead><tr>{[w.time, w.who, w.what, w.why].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>{items.map((record) => <AuditEntry key={record.id} record={record} />)}</tbody>
          </table>
          {next !== null && <Button onClick={more}>{w.more}</Button>}
        </div>
      )}
    </>
  );
}

/** Who did what, on what, and why: searched by the service, taken along as a file, checked against its chain. */
export function Audit() {
  const w = useLogWords();
  const zone = useCity().city.city.timeZone;
  const [first] = useState(() => searchAbout(ui.get().target));
  const [search, setSearch] = useState(first);
  const query = auditQuery(search, zone);
  return (
    <>
      <SearchForm first={first} onSearch={setSearch} />
      {query === null ? <p class="form-refused" role="alert">{w.wholeSpan}</p> : <Found query={query.toString()} />}
      <div class="log-foot">
        {query !== null && <a class="btn btn-plain" href={`/api/v1/audit?${new URLSearchParams([...query, ['format', 'csv']]).toString()}`} download="protokoll.csv">{w.csv}</a>}
        <Verify />
      </div>
    </>
  );
}
