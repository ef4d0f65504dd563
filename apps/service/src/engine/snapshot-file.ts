import { isNumberRows } from '@wegweiser/field';

/** How the engine's state lies on disk: one line of JSON, and behind it the bytes of every Float64Array and of every list of ids that it refers to. */

/** Arrays of numbers stand at most this deep in the state, so nothing below is looked through. */
const DEPTH = 4;
const NEW_LINE = 10;

/** Each with the first byte behind the line. */
type Reference = { $numbers: [at: number, count: number] } | { $ids: [at: number, bytes: number] };

/** Text of lists of ids: a hundred thousand of them, the same from one snapshot to the next. */
const texts = new WeakMap<readonly string[], Uint8Array>();
function textOf(ids: readonly string[]): Uint8Array {
  let text = texts.get(ids);
  if (text === undefined) texts.set(ids, (text = Buffer.from(JSON.stringify(ids))));
  return text;
}

/** The parts of the file, one behind the other. Arrays of numbers are not copied: they must stay as they are until written; lists of ids stay for good. */
export function encodeSnapshot(state: object): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  const place = (bytes: Uint8Array): number => {
    pieces.push(bytes);
    at += bytes.byteLength;
    return at - bytes.byteLength;
  };
  const numbersAt = (numbers: Float64Array): Reference => ({ $numbers: [place(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)), numbers.length] });
  const refer = (value: object): object | undefined => {
    if (value instanceof Float64Array) return numbersAt(value);
    if (!isNumberRows(value)) return undefined;
    const text = textOf(value.ids);
    return { ...value, ids: { $ids: [place(text), text.byteLength] } satisfies Reference, numbers: numbersAt(value.numbers) };
  };
  const json = JSON.stringify(replaced(state, refer, DEPTH));
  return [Buffer.from(json), Buffer.of(NEW_LINE), ...pieces];
}

/** @throws SyntaxError for a file that is cut off or none of ours; one without arrays, as they were before, is read as well. */
export function decodeSnapshot(file: Buffer): unknown {
  const end = file.indexOf(NEW_LINE);
  const bytes = end < 0 ? Buffer.alloc(0) : file.subarray(end + 1);
  const piece = (at: number, length: number): Buffer => {
    if (at + length > bytes.length) throw new SyntaxError(`the state refers to ${at + length} bytes behind its line, of which there are ${bytes.length}`);
    return bytes.subarray(at, at + length);
  };
  const read = (reference: Reference): object => {
    if ('$ids' in reference) return JSON.parse(piece(...reference.$ids).toString('utf8')) as string[];
    const [at, count] = reference.$numbers;
    // A copy, because numbers have to lie at a multiple of their size.
    return new Float64Array(Uint8Array.from(piece(at, count * Float64Array.BYTES_PER_ELEMENT)).buffer);
  };
  const state: unknown = JSON.parse(file.toString('utf8', 0, end < 0 ? file.length : end));
  return replaced(state, (value) => (isReference(value) ? read(value) : undefined), DEPTH);
}

const isReference = (value: object): value is Reference => '$numbers' in value || '$ids' in value;

/** The same value with some of the objects in it replaced; what nothing is replaced in is not copied. Arrays are not looked through. */
function replaced(value: unknown, replace: (value: object) => object | undefined, depth: number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const instead = replace(value);
  if (instead !== undefined || depth === 0) return instead ?? value;
  let copy: Record<string, unknown> | null = null;
  for (const [key, inner] of Object.entries(value)) {
    const other = replaced(inner, replace, depth - 1);
    if (other !== inner) (copy ??= { ...value })[key] = other;
  }
  return copy ?? value;
}
