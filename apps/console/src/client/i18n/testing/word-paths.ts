/** Paths of all words of a catalogue; the type already asks for the fixed ones, not for those in open tables of words. */
export function wordPaths(value: unknown, at = ''): string[] {
  if (value === null || typeof value !== 'object') return [at];
  return Object.entries(value).flatMap(([key, inner]) => wordPaths(inner, `${at}.${key}`));
}
