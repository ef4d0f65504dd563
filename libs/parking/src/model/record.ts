/** `get` throws: for keys that the engine itself has put there. */
export function get<T>(record: Readonly<Record<string, T>>, key: string): T {
  const value = record[key];
  if (value === undefined) throw new Error(`no entry "${key}"`);
  return value;
}

export const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
