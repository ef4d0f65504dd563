/**
 * What a sign is: panel, words, limits, rules. Everything here comes from configuration and is plain JSON.
 * Terms follow DATEX II VMS where it has one; the parking rows follow German Parkleitsystem practice.
 */

/** Rungs of the fallback ladder, best first. */
export type LadderLevel = 'live' | 'estimate' | 'direction' | 'blank';
export const LADDER: readonly LadderLevel[] = ['live', 'estimate', 'direction', 'blank'];

/** Status of a target, as the parking rules give it. `unavailable`: the source is silent. */
export type TargetStatus = 'spacesAvailable' | 'almostFull' | 'full' | 'closed' | 'unknown' | 'unavailable';
/** `measured` counted, `derived` balanced from entries and exits, `estimated` a substitute, `unknown` not to be shown. */
export type InputQuality = 'measured' | 'derived' | 'estimated' | 'unknown';
export type LevelOfService = 'free' | 'dense' | 'slow' | 'jam' | 'unknown';

/** What a counter panel is able to light up, beside staying dark. */
export type PanelSymbol = 'number' | 'estimate' | 'free' | 'full' | 'closed' | 'arrow';
export type Arrow = 'left' | 'straight' | 'right' | 'none';

export interface CounterRow {
  rowId: string;
  /** Facility or zone the row is about. */
  targetId: string;
  audience: string;
  label: string;
  /** Arrow that is left when only the direction may be shown; `none` leaves the number field dark. */
  arrow: Arrow;
}
export interface CounterPanel {
  kind: 'counter';
  /** Character cells of the number field: no number, marked or not, is longer. Words may be legends of their own. */
  digits: number;
  symbols: readonly PanelSymbol[];
  rows: readonly CounterRow[];
}

/** Bitmap for `[gN]`; rows of equal length, `#` lit, anything else clear. */
export interface GraphicDefinition {
  number: number;
  rows: readonly string[];
}
/**
 * NTCIP 1203 sign technologies: cells of one size, lines of one height with characters of their own width, or one free
 * field of pixels.
 */
export type Matrix =
  | { kind: 'character'; columns: number; rows: number }
  | { kind: 'line'; widthPx: number; rows: number }
  | { kind: 'full'; widthPx: number; heightPx: number };
export type Rgb = readonly [red: number, green: number, blue: number];
export interface TextPanel {
  kind: 'text';
  matrix: Matrix;
  /** Default font number: 1 is 5x7, 2 is 7x9 (capitals). Character and line matrices always use font 1. */
  font: number;
  colours: 'monochrome' | 'rgb';
  /** Colour of lit pixels where the text names none; 255,208,0 on an amber sign. */
  foreground: Rgb;
  graphics: readonly GraphicDefinition[];
}

export interface SignWords {
  free: string;
  full: string;
  closed: string;
  /** Put before an estimated number, e.g. `~`. Must not be empty: an estimate is always marked. */
  estimatePrefix: string;
}

/** Limits of `freeProbability`, 0 to 1: a state begins below the first and is left from the second on. */
export interface AheadLimits {
  fillsBelow: number;
  fillsClear: number;
  tightBelow: number;
  tightClear: number;
  /** A better state must be possible so long without a break, seconds. A worse one counts at once. */
  dwellSeconds: number;
}
export const DEFAULT_AHEAD: AheadLimits = { fillsBelow: 0.5, fillsClear: 0.65, tightBelow: 0.9, tightClear: 0.95, dwellSeconds: 60 };

export interface SignLimits {
  /** Oldest measurement whose number may be shown, seconds. */
  maxAgeSeconds: number;
  /** Oldest estimate that may be shown, seconds since it was made. */
  estimateMaxAgeSeconds: number;
  /** A new number or rule waits until the present one was shown this long, seconds. Never delays a fall or a closure. */
  dwellSeconds: number;
  /** A number changes only by at least this many vehicles, 1 shows every change. Also widens thresholds of active rules. */
  hysteresisVehicles: number;
  /** A better rung must hold without a break this long before it is shown, seconds. */
  recoverSeconds: number;
  /** No read-back or poll for so long and the sign counts as silent, seconds; `null` for a sign that cannot answer. */
  linkSilentSeconds: number | null;
  /** A sign that hears nothing shows what is not a number for so long, seconds. */
  unheardSeconds: number;
  /** Trouble (or hearing nothing) for longer than this darkens row or sign, seconds. */
  blankAfterSeconds: number;
  /** Measurements stamped later than now by more than this contradict the clock, seconds. */
  clockSkewSeconds: number;
  /** Highest rung that is left under each trigger. */
  onStale: Exclude<LadderLevel, 'live'>;
  onSilentLink: Exclude<LadderLevel, 'live'>;
  onContradiction: Exclude<LadderLevel, 'live'>;
  /** How an estimate appears: a rounded, marked number, or only the words for free and full. */
  estimateMode: 'number' | 'words';
  /** Estimated numbers are rounded down to a multiple of this. */
  estimateRoundTo: number;
  /** When a target counts as tight or filling for those who pass the sign now. */
  ahead: AheadLimits;
}

export const DEFAULT_LIMITS: SignLimits = {
  maxAgeSeconds: 300,
  estimateMaxAgeSeconds: 3600,
  dwellSeconds: 10,
  hysteresisVehicles: 1,
  recoverSeconds: 60,
  linkSilentSeconds: 300,
  unheardSeconds: 600,
  blankAfterSeconds: 3600,
  clockSkewSeconds: 60,
  onStale: 'estimate',
  onSilentLink: 'direction',
  onContradiction: 'direction',
  estimateMode: 'number',
  estimateRoundTo: 10,
  ahead: DEFAULT_AHEAD,
};
export const DEFAULT_WORDS: SignWords = { free: 'FREI', full: 'VOLL', closed: 'ZU', estimatePrefix: '~' };

/**
 * One window of local time; what is left out does not restrict. `to` earlier than or equal to `from` runs past midnight
 * and belongs to the day on which it began. `from`/`to` are `HH:MM` (`to` may be `24:00`), dates `YYYY-MM-DD`, both
 * inclusive; weekdays are 1 (Monday) to 7.
 */
export interface ScheduleWindow {
  weekdays?: readonly number[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  dateFrom?: string | undefined;
  dateTo?: string | undefined;
}

export type Condition =
  | { kind: 'always' }
  | { kind: 'status'; targetId: string; audience: string; in: readonly TargetStatus[] }
  | { kind: 'vacant'; targetId: string; audience: string; below?: number | undefined; atLeast?: number | undefined }
  /** What is expected on arrival from this sign: free spaces, or how likely somebody later misses one (0 to 1). */
  | { kind: 'ahead'; targetId: string; audience: string; below?: number | undefined; atLeast?: number | undefined; missedAtLeast?: number | undefined }
  | { kind: 'levelOfService'; linkId: string; in: readonly LevelOfService[] }
  | { kind: 'all'; of: readonly Condition[] }
  | { kind: 'any'; of: readonly Condition[] }
  | { kind: 'not'; of: Condition };

/** Rows that are not named show their own target. */
export type RowContent =
  | { rowId: string; show: 'target'; targetId: string; audience: string }
  | { rowId: string; show: 'text'; text: string };

/**
 * `multi` is a template: `[pa<id>,<low>,<closed>]` or `[pa<id>,<low>,<closed>,<audience>]` (IRIS style) and `{<id>}` or
 * `{<id>/<audience>}` stand for a target. The number is shown above `lowThreshold`, otherwise the low text.
 * `directionMulti` replaces the whole text once no placeholder may show anything; `null` leaves the placeholders empty.
 */
export type SignContentRule =
  | { kind: 'rows'; rows: readonly RowContent[] }
  | { kind: 'multi'; template: string; lowThreshold: number; directionMulti: string | null }
  | { kind: 'blank' };

export interface SignRule {
  ruleId: string;
  /** Highest wins; among equals the first in the list. */
  priority: number;
  /** Applies when any window does; an empty list means always. */
  schedule: readonly ScheduleWindow[];
  condition: Condition;
  content: SignContentRule;
}

/** Garages that a sign may show as one target, for one audience. */
export interface SignZone {
  /** What rows, rules and texts name like a garage. */
  zoneId: string;
  audience: string;
  /** Two garages or more. */
  members: readonly string[];
}

export interface SignConfig {
  signId: string;
  name: string;
  areaId: string;
  position: { lat: number; lon: number };
  /** IANA zone in which schedules are read. */
  timeZone: string;
  /** Audience meant by placeholders that name none, e.g. `shortStay`. */
  defaultAudience: string;
  panel: CounterPanel | TextPanel;
  words: SignWords;
  limits: SignLimits;
  /** Those that its rows, rules and texts ask for; the garages in them need not be shown by themselves. */
  zones?: readonly SignZone[];
  rules: readonly SignRule[];
}
