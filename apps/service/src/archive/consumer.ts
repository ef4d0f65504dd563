/**
 * Name and checkpoint of a journal's reader in the database. A checkpoint beyond the journal's end means that the journal
 * lost its end (an older copy of the data folder was put back): offsets come a second time for other records. Those are
 * read under a next name, from the beginning - rows that are there already have their identity and do not double.
 */
export async function consumerOf(base: string, journalEnd: number, checkpoint: (name: string) => Promise<number>): Promise<{ consumer: string; offset: number; renamed: boolean }> {
  const name = (generation: number): string => (generation === 0 ? base : `${base}/${generation}`);
  let generation = 0;
  let offset = await checkpoint(base);
  for (let next = offset; next > 0; ) {
    next = await checkpoint(name(generation + 1));
    if (next === 0) break;
    generation += 1;
    offset = next;
  }
  if (offset <= journalEnd) return { consumer: name(generation), offset, renamed: false };
  return { consumer: name(generation + 1), offset: 0, renamed: true };
}
