import type { LotView } from '../features.js';
import { fillInputs, learnScale, NET_INPUTS, type NetScale } from './inputs.js';
import { learnNet, openNet, type Net, type NetAnswer, type NetOptions, type NetRows } from './net.js';

/** Networks of one horizon, each learned without one part of the weeks; they answer with their mean. Plain data. */
export interface NetModel {
  readonly scale: NetScale;
  readonly nets: readonly Net[];
  /** Garages in the order of training. */
  readonly lots: readonly string[];
}

export interface NetTable {
  /** Features and, last, the linear stage. */
  readonly columns: readonly Float32Array[];
  readonly lot: ArrayLike<number>;
  readonly ids: readonly string[];
  readonly change: Float32Array;
  /** 1 a space was free, 0 none, NaN = beyond doubt. */
  readonly free: Float32Array;
  /** Part of the weeks of each row. */
  readonly fold: Uint8Array;
}

/** Every row is seen at most so many times by each net. */
const MOST_PASSES = 30;

function rowsOf({ columns, lot, ids, change, free }: NetTable, scale: NetScale): NetRows {
  const count = change.length;
  const values = new Float32Array(count * NET_INPUTS);
  const x = new Float32Array(columns.length);
  for (let r = 0; r < count; r++) {
    for (let f = 0; f < x.length; f++) x[f] = columns[f]![r]!;
    fillInputs(scale, x, values, r * NET_INPUTS);
  }
  return { count, inputs: NET_INPUTS, values, lot, lots: ids.length, change, free };
}

/**
 * Learns the nets; `change` and `odds` are what the net said that had not seen the row.
 * @param before nets of another horizon over the same parts and garages, to go on from
 */
export function crossNets(table: NetTable, folds: number, options: NetOptions, before: NetModel | null = null): { readonly model: NetModel; readonly change: Float64Array; readonly odds: Float64Array } {
  const scale = learnScale(table.columns);
  const rows = rowsOf(table, scale);
  const change = new Float64Array(rows.count);
  const odds = new Float64Array(rows.count);
  const every = Int32Array.from({ length: rows.count }, (_, r) => r);
  const nets = Array.from({ length: folds }, (_, held) => {
    const others = every.filter((r) => table.fold[r] !== held);
    const taught = others.length === 0 ? every.slice() : others;
    const steps = Math.min(before === null ? options.steps : options.nextSteps, Math.ceil((MOST_PASSES * taught.length) / options.batch));
    const net = learnNet(rows, taught, { ...options, steps, seed: options.seed + 10 * held }, before?.nets[held] ?? null);
    const ask = openNet(net);
    for (const r of every) {
      if (table.fold[r] !== held) continue;
      const answer = ask(rows.values, r, table.lot[r]!);
      change[r] = answer.change;
      odds[r] = answer.odds;
    }
    return net;
  });
  return { model: { scale, nets, lots: table.ids }, change, odds };
}

/** Nets made ready to be asked: a pure cache by the model they belong to. */
const opened = new WeakMap<NetModel, readonly ReturnType<typeof openNet>[]>();

function openOnce(model: NetModel): readonly ReturnType<typeof openNet>[] {
  const known = opened.get(model);
  if (known !== undefined) return known;
  const nets = model.nets.map(openNet);
  opened.set(model, nets);
  return nets;
}

/** Mean answer of the nets. @param x features and, last, the linear stage; more is not read. */
export function askNets(model: NetModel, x: Float32Array, view: LotView): NetAnswer {
  const nets = openOnce(model);
  const values = new Float32Array(NET_INPUTS);
  fillInputs(model.scale, x, values, 0);
  const lot = model.lots.indexOf(view.traits.id);
  let [change, odds] = [0, 0];
  for (const ask of nets) {
    const answer = ask(values, 0, lot);
    change += answer.change;
    odds += answer.odds;
  }
  return { change: change / nets.length, odds: odds / nets.length };
}
