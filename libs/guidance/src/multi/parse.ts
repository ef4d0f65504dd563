import { readTag, writeToken } from './tags.js';
import type { MultiProblem, MultiToken } from './tokens.js';

export interface ParsedMulti {
  tokens: MultiToken[];
  /** What was left out, for an editor to show. */
  problems: MultiProblem[];
}

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const PIECE = /\[\[|\]\]|\[[^\]]*\]|[[\]]|[\u0000-\u001f\u007f-\u009f]|[^[\]\u0000-\u001f\u007f-\u009f]+/g;

/** Reads one piece: a token, or the problem why it vanishes. */
const readPiece = (piece: string): MultiToken | MultiProblem['code'] => {
  if (piece === '[' || piece === ']') return 'unmatchedBracket';
  if (/^[\u0000-\u001f\u007f-\u009f]/.test(piece)) return 'controlCharacter'; // oxlint-disable-line no-control-regex
  if (piece === '[[' || piece === ']]') return { kind: 'text', text: piece.slice(1) };
  return piece.startsWith('[') ? readTag(piece.slice(1, -1)) : { kind: 'text', text: piece };
};

const append = (tokens: MultiToken[], token: MultiToken): void => {
  const last = tokens.at(-1);
  if (token.kind === 'text' && last?.kind === 'text') last.text += token.text;
  else tokens.push(token);
};

/** Reads any string; never throws. What is not of the subset vanishes and is listed in `problems`. */
export const parseMulti = (source: string): ParsedMulti => {
  const tokens: MultiToken[] = [];
  const problems: MultiProblem[] = [];
  for (const match of source.matchAll(PIECE)) {
    const read = readPiece(match[0]);
    if (typeof read === 'string') problems.push({ at: match.index, source: match[0], code: read });
    else append(tokens, read);
  }
  return { tokens, problems };
};

export const writeMulti = (tokens: readonly MultiToken[]): string => tokens.map(writeToken).join('');

/** Canonical form: equal texts compare equal, invalid tags are gone. Idempotent. */
export const normalizeMulti = (source: string): string => writeMulti(parseMulti(source).tokens);
