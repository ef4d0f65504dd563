/** How the engine's state lies on disk: one line of JSON, and behind it the bytes of every Float64Array that it refers to. */

/** Arrays of numbers stand at most this deep in the state, so nothing below is looked through. */
const DEPTH = 4;
const NEW_LINE = 10;

interface Reference {
  /** First byte behind the line, and how many numbers. */
  $numbers: [at: number, count: number];
}

/** The parts of the file, one behind the other. Arrays of numbers are not copied: they must stay as they are until written. */
export function encodeSnapshot(state: object): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  const refer = (numbers: Float64Array): Reference => {
    const reference: Reference = { $numbers: [at, numbers.length] };
    pieces.push(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    at += numbers.byteLength;
    return reference;
  };
  const json = JSON.stringify(replaced(state, (value) => (value instanceof Float64Array ? refer(value) : undefined), DEPTH));
  return [Buffer.from(json), Buffer.of(NEW_LINE), ...pieces];
}

/** @throws SyntaxError for a file that is cut off or none of ours; one without arrays, as they were before, is read as well. */
export function decodeSnapshot(file: Buffer): unknown {
  const end = file.indexOf(NEW_LINE);
  const bytes = end < 0 ? Buffer.alloc(0) : file.subarray(end + 1);
  const read = ({ $numbers: [at, count] }: Reference): Float64Array => {
    const length = count * Float64Array.BYTES_PER_ELEMENT;
    if (at + length > bytes.length) throw new SyntaxError(`the state refers to ${at + length} bytes behind its line, of which there are ${bytes.length}`);
    // A copy, because numbers have to lie at a multiple of their size.
    return new Float64Array(Uint8Array.from(bytes.subarray(at, at + length)).buffer);
  };
  const state: unknown = JSON.parse(file.toString('utf8', 0, end < 0 ? file.length : end));
  return replaced(state, (value) => (isReference(value) ? read(value) : undefined), DEPTH);
}

const isReference = (value: object): value is Reference => '$numbers' in value;

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
