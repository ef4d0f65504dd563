import { z } from 'zod';

/** One step into a value: a key (or array index), or the first array element whose inner value equals a text. */
export type Step = { key: string } | { where: Step[]; equals: string };

const TOKEN = /\.?([^.[\]=]+)|\[(\d+)\]|\[([^\]=[]+)=([^\]]*)\]/y;

function compilePointer(text: string): Step[] {
  return text
    .slice(1)
    .split('/')
    .map((k) => ({ key: k.replaceAll('~1', '/').replaceAll('~0', '~') }));
}

/** Steps of a path, or `null` when the text is none. */
export function compilePath(text: string): Step[] | null {
  if (text === '') return [];
  if (text.startsWith('/')) return compilePointer(text);
  const steps: Step[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null || (at === 0 && text.startsWith('.'))) return null;
    const [, key, index, where, equals] = token;
    const end = TOKEN.lastIndex;
    if (where !== undefined) {
      const inner = compilePath(where);
      if (inner === null) return null;
      steps.push({ where: inner, equals: equals ?? '' });
    } else steps.push({ key: key ?? index ?? '' });
    TOKEN.lastIndex = end;
  }
  return steps;
}

/**
 * Path into JSON: JSON Pointer (RFC 6901, `/properties/obs_free`), or dotted with selectors
 * (`counters[type.type=SHORT_TERM_PARKER].freePlaces`, `values[0]`). Empty: the value itself.
 */
export const Path = z.string().max(200).transform((text, ctx): Step[] => {
  const steps = compilePath(text);
  if (steps !== null) return steps;
  ctx.addIssue({ code: 'custom', message: 'expected a JSON pointer or a dotted path' });
  return z.NEVER;
});

function into(value: unknown, step: Step): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('key' in step) return Object.hasOwn(value, step.key) ? (value as Record<string, unknown>)[step.key] : undefined;
  if (!Array.isArray(value)) return undefined;
  return value.find((v: unknown) => scalarText(at(v, step.where)) === step.equals) as unknown;
}

/** The value at a path; `undefined` when there is none. Inherited properties do not exist. */
export function at(value: unknown, steps: readonly Step[]): unknown {
  let here = value;
  for (const step of steps) here = into(here, step);
  return here;
}

/** Text of a scalar, trimmed; `null` for everything else. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return null;
}
