import { fromLocalInput } from '../look-back/local-time.js';
import type { CollectionName } from '../state/collections.js';

/** What is looked for in the log; empty texts ask for nothing. */
export interface AuditSearch {
  of: 'people' | 'rules' | 'all';
  by: string;
  action: string;
  /** `kind/id`. */
  about: string;
  /** As a `datetime-local` field has it, by the city's clock. */
  from: string;
  to: string;
  text: string;
}
export const NO_SEARCH: AuditSearch = { of: 'people', by: '', action: '', about: '', from: '', to: '', text: '' };

/** What the log calls things of a collection; on others nobody acts. */
export const AUDIT_KINDS: Readonly<Partial<Record<CollectionName, string>>> = { signs: 'sign', facilities: 'facility', plans: 'plan', alarms: 'alarm' };
/** Everything about one thing, of people and of rules; without one what people did. */
export function searchAbout(target: { kind: CollectionName; id: string } | null): AuditSearch {
  const kind = target === null ? undefined : AUDIT_KINDS[target.kind];
  return kind === undefined || target === null ? NO_SEARCH : { ...NO_SEARCH, of: 'all', about: `${kind}/${target.id}` };
}

/** Query of the service; `null` where the span is none. */
export function auditQuery(search: AuditSearch, zone: string): URLSearchParams | null {
  const { of, by, action, about, from, to, text } = search;
  const query = new URLSearchParams();
  const set = (name: string, value: string) => void (value !== '' && query.set(name, value));
  if (of !== 'all') query.set('of', of);
  set('by', by.trim());
  set('action', action);
  if (about !== '') {
    const at = about.indexOf('/');
    set('kind', about.slice(0, at));
    set('id', about.slice(at + 1));
  }
  const [fromMs, toMs] = [from, to].map((value) => (value === '' ? null : fromLocalInput(value, zone)));
  if (fromMs != null && toMs != null && fromMs >= toMs) return null;
  if (fromMs != null) query.set('from', new Date(fromMs).toISOString());
  if (toMs != null) query.set('to', new Date(toMs).toISOString());
  // The service looks for two letters at least.
  if (text.trim().length >= 2) query.set('q', text.trim());
  return query;
}
