import { inTransaction, type SqlPool, type SqlSession } from '../sql/session.js';

export interface Subject {
  kind: string;
  id: string;
  /** Control area of a device; `null` for what is not a device. */
  area: string | null;
}

/** Text identifiers to the short keys that rows carry. What was looked up once stays known: keys never change. */
export class SubjectRegistry {
  /** By kind, then by identifier. */
  private readonly known = new Map<string, Map<string, Known>>();
  private readonly areas = new Map<string, string>();

  constructor(private readonly pool: SqlPool) {}

  /**
   * Keys of subjects, in their order. Registers what is new and follows devices that changed their area. A registered
   * subject without rows does no harm, so this runs outside of the batch's transaction.
   */
  async keysOf(subjects: readonly Subject[]): Promise<number[]> {
    const missing = new Map<string, Subject>();
    const keys = subjects.map((subject) => this.keyOf(subject) ?? void missing.set(`${subject.kind}\n${subject.id}`, subject));
    if (missing.size > 0) await this.register([...missing.values()]);
    return keys.map((key, i) => key ?? this.registered(subjects[i]!));
  }

  private keyOf({ kind, id, area }: Subject): number | undefined {
    const found = this.known.get(kind)?.get(id);
    return found === undefined || (area !== null && found.area !== area) ? undefined : found.key;
  }

  /** In whichever area: of two that one batch names the database keeps one. */
  private registered({ kind, id }: Subject): number {
    const found = this.known.get(kind)?.get(id);
    if (found === undefined) throw new Error(`subject ${kind} ${id} was not registered`);
    return found.key;
  }

  private async register(missing: Subject[]): Promise<void> {
    const wanted = JSON.stringify(missing);
    const rows = await this.pool.withSession((session) => inTransaction(session, () => register(session, wanted)));
    // A text that is the very same one is found without being read: the names that come with every reading, not those of the answer.
    const ids = new Map(missing.map(({ id }) => [id, id]));
    // Only what is committed is known.
    for (const { key, kind, id, area } of rows) {
      const ofKind = this.known.get(kind) ?? new Map<string, Known>();
      this.known.set(kind, ofKind.set(ids.get(id) ?? id, { key, area: area === null ? null : this.oneOf(area) }));
    }
  }

  /** Of equal names of areas one: a city has few. */
  private oneOf(area: string): string {
    const known = this.areas.get(area);
    if (known !== undefined) return known;
    this.areas.set(area, area);
    return area;
  }
}

interface Known {
  key: number;
  area: string | null;
}

interface Registered {
  key: number;
  kind: string;
  id: string;
  area: string | null;
}

async function register(session: SqlSession, wanted: string): Promise<Registered[]> {
  const shape = 'json_to_recordset($1::json) AS r(kind text, id text, area text)';
  await session.query(
    // Only what is not there draws a number: numbers of conflicts would be lost.
    `INSERT INTO subject (kind, id, area) SELECT r.kind, r.id, r.area FROM ${shape}
     WHERE NOT EXISTS (SELECT 1 FROM subject s WHERE s.id = r.id AND s.kind = r.kind) ORDER BY r.id, r.kind
     ON CONFLICT (id, kind) DO NOTHING`,
    [wanted],
  );
  await session.query(`UPDATE subject s SET area = r.area FROM ${shape} WHERE s.id = r.id AND s.kind = r.kind AND r.area IS NOT NULL AND s.area IS DISTINCT FROM r.area`, [wanted]);
  const { rows } = await session.query<Registered>(`SELECT s.key, s.kind, s.id, s.area FROM subject s JOIN ${shape} ON s.id = r.id AND s.kind = r.kind`, [wanted]);
  return rows;
}
