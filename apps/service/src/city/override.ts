type Report = (keys: string[], message: string) => void;

const isRecord = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
const kindOf = (v: unknown): string => (v === null ? 'null' : Array.isArray(v) ? 'list' : isRecord(v) ? 'section' : typeof v);

/**
 * `defaults` with some of its values replaced. The defaults are the schema: a name that they do not have, or a value of
 * another kind, is reported with its path and left as it was. Numbers must be finite and not negative; `null` switches off
 * what is a section or `null` by default.
 */
export function override<T>(defaults: T, wanted: unknown, keys: string[], report: Report): T {
  if (wanted === undefined) return defaults;
  if (!isRecord(defaults)) return leaf(defaults, wanted, keys, report);
  if (wanted === null && keys.length > 1) return null as T;
  if (!isRecord(wanted)) {
    report(keys, `expected a section with some of ${Object.keys(defaults).join(', ')}`);
    return defaults;
  }
  const out: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(wanted)) {
    const path = [...keys, name];
    if (!Object.hasOwn(defaults, name)) report(path, `unknown limit, expected one of ${Object.keys(defaults).join(', ')}`);
    else out[name] = override(defaults[name], value, path, report);
  }
  return out as T;
}

function leaf<T>(before: T, wanted: unknown, keys: string[], report: Report): T {
  if (typeof wanted === 'number' && !(Number.isFinite(wanted) && wanted >= 0)) report(keys, 'expected a finite number of at least 0');
  else if (before === null ? typeof wanted !== 'number' && wanted !== null : kindOf(wanted) !== kindOf(before)) report(keys, `expected ${before === null ? 'number or null' : kindOf(before)}, got ${kindOf(wanted)}`);
  else return wanted as T;
  return before;
}
