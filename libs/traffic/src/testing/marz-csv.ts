import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoopInterval } from '../interval.js';
import type { LaneValue, LoopQuantity, MissingReason } from '../quantity.js';
import { MINUTE, T0 } from './builders.js';

const ROOT = resolve(import.meta.dirname, '../../../../..', 'shared/fixtures/marz');

/** Whether the published MARZ test cases lie beside the repository. */
export const marzFixturesPresent = existsSync(ROOT);

const MARZ_NAME: Record<string, LoopQuantity> = {
  qKfz: 'vehicles', qPkw: 'cars', qLkw: 'heavyVehicles',
  vKfz: 'meanSpeedKmh', vPkw: 'meanSpeedCarKmh', vLkw: 'meanSpeedHeavyKmh',
  b: 'occupancyPct', tNetto: 'netTimeGapS', sKfz: 'speedDeviationKmh', vgKfz: 'smoothedSpeedKmh',
};
const SPECIAL: Record<number, MissingReason> = { [-1]: 'not-determinable', [-2]: 'faulty', [-3]: 'not-determinable-or-faulty' };

function parseLine(line: string): string[] {
  // With a comma in front every cell, empty or not, begins with one.
  return [...`,${line}`.matchAll(/,(?:"([^"]*)"|([^,]*))/g)].map((m) => (m[1] ?? m[2] ?? '').trim());
}

export interface MarzRow {
  readonly line: string;
  readonly cells: readonly string[];
}
export interface MarzTable {
  /** Cells above the table: parameter name -> the cells right of it that are not empty. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  readonly rows: readonly MarzRow[];
  /** Cells of one group ("Soll", "Status MWE Implausibel") of one row, by MARZ name; empty cells are left out. */
  group(name: string, row: MarzRow): ReadonlyMap<string, string>;
}

/** Reads one of the tables; a group reaches from its heading to the next one. */
export function readMarz(file: string): MarzTable {
  const lines = readFileSync(resolve(ROOT, file), 'utf8').split(/\r?\n/).map(parseLine);
  const head = lines.findIndex((cells) => cells[0] === 'Zeile');
  const groups = lines[head] as string[];
  const names = lines[head + 1] as string[];
  const rows = lines.slice(head + 3).filter((cells) => /^\d/.test(cells[0] ?? '')).map((cells) => ({ line: cells[0] as string, cells }));
  const parameters = new Map(lines.slice(0, head).map((cells) => [cells[1] as string, cells.slice(2).filter((cell) => cell !== '')]));
  return {
    parameters,
    rows,
    group(name, row) {
      const from = groups.findIndex((cell) => cell.startsWith(name));
      if (from < 0) throw new Error(`no group ${name} in ${file}`);
      const next = groups.findIndex((cell, index) => index > from && cell !== '');
      const found = new Map<string, string>();
      for (let i = from; i < (next < 0 ? names.length : next); i += 1) {
        if ((names[i] ?? '') !== '' && (row.cells[i] ?? '') !== '') found.set(names[i] as string, row.cells[i] as string);
      }
      return found;
    },
  };
}

export const numberOf = (cell: string | undefined): number => Number((cell ?? '').replace(',', '.'));
export const quantityOf = (marzName: string): LoopQuantity | undefined => MARZ_NAME[marzName];

/** Input columns of a row as the minute interval number `index`. */
export function marzInterval(cells: ReadonlyMap<string, string>, index: number): LoopInterval {
  const values: Partial<Record<LoopQuantity, number | null>> = {};
  const missing: Partial<Record<LoopQuantity, MissingReason>> = {};
  for (const [name, cell] of cells) {
    const quantity = MARZ_NAME[name];
    if (quantity === undefined) continue;
    const reason = SPECIAL[numberOf(cell)];
    if (reason === undefined) values[quantity] = quantity === 'netTimeGapS' ? numberOf(cell) / 1000 : numberOf(cell);
    else {
      values[quantity] = null;
      missing[quantity] = reason;
    }
  }
  return {
    vehicles: null, heavyVehicles: null, occupancyPct: null, meanSpeedKmh: null, ...values,
    startMs: T0 + index * MINUTE, endMs: T0 + (index + 1) * MINUTE, status: 'ok', missing,
  };
}

/** A value in the notation of the tables. */
export function marzCode(quantity: LoopQuantity, value: LaneValue): number {
  if (value.missing !== null) return Number(Object.entries(SPECIAL).find(([, reason]) => reason === value.missing)?.[0]);
  return quantity === 'netTimeGapS' ? Math.round((value.value as number) * 1000) : (value.value as number);
}
