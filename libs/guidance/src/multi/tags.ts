import type { LineJustification, MultiColour, MultiToken, PageJustification } from './tokens.js';

/** What stands between two brackets, read: a token, or why it is none. */
export type TagResult = MultiToken | 'unsupportedTag' | 'unsupportedTagValue';
type Read = (parameters: string) => MultiToken | null;

const whole = (text: string): number | null => (text === '' ? null : Number(text));

const numbers = (text: string): number[] | null => {
  const parts = text.split(',');
  return parts.every((part) => /^\d{1,5}$/.test(part)) ? parts.map(Number) : null;
};

const colourOf = (values: readonly number[]): MultiColour | null => {
  const [red = 0, green = 0, blue = 0] = values;
  if (values.length === 1) return red <= 9 ? { classic: red } : null;
  return values.length === 3 && values.every((value) => value <= 255) ? { rgb: [red, green, blue] } : null;
};

const colourTag =
  (kind: 'foreground' | 'background' | 'pageBackground'): Read =>
  (parameters) => {
    if (parameters === '') return { kind, colour: null };
    const colour = colourOf(numbers(parameters) ?? []);
    return colour === null ? null : { kind, colour };
  };

/** As the reference implementations do, a justification out of range falls back to the default instead of vanishing. */
const justify =
  <V extends number>(allowed: readonly V[], make: (value: V | null) => MultiToken): Read =>
  (parameters) =>
    make(allowed.find((value) => String(value) === parameters) ?? null);

const pageTime: Read = (parameters) => {
  const [matched, on = '', off = ''] = /^(\d{0,3})(?:o(\d{0,3}))?$/.exec(parameters) ?? [];
  return matched === undefined ? null : { kind: 'pageTime', onDs: whole(on), offDs: whole(off) };
};

const numbered = (parameters: string): { number: number; version: string | null } | null => {
  const match = /^(\d{1,3})(?:,([0-9a-f]{1,4}))?$/.exec(parameters);
  const number = Number(match?.[1] ?? 0);
  return number < 1 || number > 255 ? null : { number, version: match?.[2] ?? null };
};

const font: Read = (parameters) => {
  if (parameters === '') return { kind: 'font', number: null, version: null };
  const read = numbered(parameters);
  return read === null ? null : { kind: 'font', ...read };
};

/** A version without a place would read as half a place, so it needs one. */
const GRAPHIC = /^(\d{1,3})(?:,(\d{1,4}),(\d{1,4})(?:,([0-9a-f]{1,4}))?)?$/;
const graphic: Read = (parameters) => {
  const [, number, x, y, version] = GRAPHIC.exec(parameters) ?? [];
  const read = numbered(number ?? '');
  if (read === null || Number(x ?? 1) < 1 || Number(y ?? 1) < 1) return null;
  return { kind: 'graphic', number: read.number, x: whole(x ?? ''), y: whole(y ?? ''), version: version ?? null };
};

const rectangle = (values: readonly number[]): { x: number; y: number; width: number; height: number } | null => {
  const [x = 0, y = 0, width = 0, height = 0] = values;
  return x < 1 || y < 1 ? null : { x, y, width, height };
};

const textRectangle: Read = (parameters) => {
  const values = numbers(parameters) ?? [];
  const place = values.length === 4 ? rectangle(values) : null;
  return place === null ? null : { kind: 'textRectangle', ...place };
};

const colourRectangle: Read = (parameters) => {
  const values = numbers(parameters) ?? [];
  const [place, colour] = [rectangle(values), colourOf(values.slice(4))];
  return place === null || colour === null ? null : { kind: 'colourRectangle', ...place, colour };
};

const twoDigits = /^\d{0,2}$/;
const READERS: readonly (readonly [tag: string, read: Read])[] = [
  ['nl', (p) => (twoDigits.test(p) ? { kind: 'newLine', spacingPx: whole(p) } : null)],
  ['np', (p) => (p === '' ? { kind: 'newPage' } : null)],
  ['pt', pageTime],
  ['jl', justify<LineJustification>([2, 3, 4, 5], (value) => ({ kind: 'justifyLine', value }))],
  ['jp', justify<PageJustification>([2, 3, 4], (value) => ({ kind: 'justifyPage', value }))],
  ['cf', colourTag('foreground')],
  ['cb', colourTag('background')],
  ['pb', colourTag('pageBackground')],
  ['fo', font],
  ['tr', textRectangle],
  ['cr', colourRectangle],
  ['sc', (p) => (twoDigits.test(p) && p !== '' ? { kind: 'charSpacing', spacingPx: Number(p) } : null)],
  ['/sc', (p) => (p === '' ? { kind: 'charSpacingEnd' } : null)],
  ['g', graphic],
];

export const readTag = (body: string): TagResult => {
  const lower = body.toLowerCase();
  const reader = READERS.find(([tag]) => lower.startsWith(tag));
  if (reader === undefined) return 'unsupportedTag';
  return reader[1](lower.slice(reader[0].length)) ?? 'unsupportedTagValue';
};

const colourText = (colour: MultiColour | null): string => {
  if (colour === null) return '';
  return 'classic' in colour ? String(colour.classic) : colour.rgb.join(',');
};
const optional = (value: number | string | null): string => (value === null ? '' : String(value));
const suffix = (value: string | null): string => (value === null ? '' : `,${value}`);

type Writers = { [K in MultiToken['kind']]: (token: Extract<MultiToken, { kind: K }>) => string };
const WRITERS: Writers = {
  text: ({ text }) => text.replaceAll('[', '[[').replaceAll(']', ']]'),
  newLine: ({ spacingPx }) => `[nl${optional(spacingPx)}]`,
  newPage: () => '[np]',
  pageTime: ({ onDs, offDs }) => `[pt${optional(onDs)}o${optional(offDs)}]`,
  justifyLine: ({ value }) => `[jl${optional(value)}]`,
  justifyPage: ({ value }) => `[jp${optional(value)}]`,
  foreground: ({ colour }) => `[cf${colourText(colour)}]`,
  background: ({ colour }) => `[cb${colourText(colour)}]`,
  pageBackground: ({ colour }) => `[pb${colourText(colour)}]`,
  font: (token) => `[fo${optional(token.number)}${suffix(token.version)}]`,
  graphic: (token) => `[g${token.number}${token.x === null ? '' : `,${token.x},${optional(token.y)}`}${suffix(token.version)}]`,
  textRectangle: ({ x, y, width, height }) => `[tr${x},${y},${width},${height}]`,
  colourRectangle: ({ x, y, width, height, colour }) => `[cr${x},${y},${width},${height},${colourText(colour)}]`,
  charSpacing: ({ spacingPx }) => `[sc${spacingPx}]`,
  charSpacingEnd: () => '[/sc]',
};

/** Canonical spelling: small letters, no leading zeros, brackets of text doubled. */
export const writeToken = (token: MultiToken): string => (WRITERS[token.kind] as (token: MultiToken) => string)(token);
