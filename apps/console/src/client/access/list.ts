import type { KeyAnswer, KeyList, SessionList } from '@wegweiser/contracts/access';
import { useEffect, useState } from 'preact/hooks';
import { getAsOperator, type Answer } from '../state/api.js';

export type Key = KeyAnswer;
export type OpenSession = SessionList['sessions'][number];
export interface Lists {
  keys: Answer<KeyList> | null;
  sessions: Answer<SessionList> | null;
}

/** Keys and sessions, read when the page opens, when something was done, and when somebody asks. */
export function useLists(): Lists & { reload: () => void } {
  const [lists, setLists] = useState<Lists>({ keys: null, sessions: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    // One after the other: both may ask who wants to know.
    void (async () => {
      const keys = await getAsOperator<KeyList>('keys', stop.signal);
      if (stop.signal.aborted) return;
      setLists((before) => ({ ...before, keys }));
      const sessions = await getAsOperator<SessionList>('sessions', stop.signal);
      if (!stop.signal.aborted) setLists((before) => ({ ...before, sessions }));
    })();
    return () => stop.abort();
  }, [round]);
  return { ...lists, reload: () => setRound((n) => n + 1) };
}
