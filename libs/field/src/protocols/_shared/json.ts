/** Parses a payload as JSON; `undefined` when it is none (JSON itself has no `undefined`). */
export function parseJson(payload: Buffer): unknown {
  try {
    const text = payload.toString('utf8');
    return JSON.parse(text.codePointAt(0) === 0xfeff ? text.slice(1) : text) as unknown;
  } catch {
    // The engine's message quotes the payload, so it is not passed on.
    return undefined;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
