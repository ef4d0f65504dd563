import type { DeviceState, LinkState } from '@wegweiser/contracts';
import { isNumberRows, NumberRowsWriter, type NumberRows } from '@wegweiser/field';

/**
 * What is shown of devices and links, on its way to disk: as rows of numbers, in the order in which it is shown. As text a
 * hundred thousand of them took a tenth of a second of each minute.
 */
export interface ShownRows extends NumberRows {
  /** Those that are more than their numbers, by their place. */
  others: [place: number, value: unknown][];
}

/** How a value of one collection becomes numbers. */
interface Form<V extends { id: string }> {
  readonly length: number;
  /** Writes a value's numbers; `false` where they do not say all of it - as many are written then as well. */
  put(rows: NumberRowsWriter, value: V): boolean;
  value(id: string, numbers: ArrayLike<number>): { id: string };
}

const DEVICE_FORM: Form<DeviceState> = {
  length: 2,
  put(rows, { online, lastSeenMs, quality, faults }) {
    rows.put(Number(online)).put(orNaN(lastSeenMs));
    return online !== null && quality === null && faults.length === 0;
  },
  value: (id, n): DeviceState => ({ id, online: n[0] === 1, lastSeenMs: orNull(n[1] as number), quality: null, faults: [] }),
};

/** A level or quality is its place here; they stand in what is stored, so new ones go to the end. */
const LEVELS = ['unknown', 'free', 'dense', 'slow', 'jam'] as const satisfies readonly LinkState['level'][];
const QUALITIES = ['unknown', 'measured', 'derived', 'estimated'] as const satisfies readonly LinkState['quality'][];

const LINK_FORM: Form<LinkState> = {
  length: 8,
  put(rows, v) {
    rows.put(LEVELS.indexOf(v.level)).put(orNaN(v.flowVehPerH)).put(orNaN(v.meanSpeedKmh)).put(orNaN(v.occupancyPct)).put(orNaN(v.travelTimeS));
    rows.put(Number(v.congested)).put(QUALITIES.indexOf(v.quality)).put(orNaN(v.measuredAtMs));
    return true;
  },
  value: (id, n): LinkState => ({
    id,
    level: LEVELS[n[0] as number] as LinkState['level'],
    flowVehPerH: orNull(n[1] as number),
    meanSpeedKmh: orNull(n[2] as number),
    occupancyPct: orNull(n[3] as number),
    travelTimeS: orNull(n[4] as number),
    congested: n[5] === 1,
    quality: QUALITIES[n[6] as number] as LinkState['quality'],
    measuredAtMs: orNull(n[7] as number),
  }),
};

/** The collections that are as large as the city; all others stay lists of values. */
const FORMS: Readonly<Record<string, Form<never>>> = { devices: DEVICE_FORM, links: LINK_FORM };

const orNaN = (n: number | null): number => n ?? Number.NaN;
const orNull = (n: number): number | null => (Number.isNaN(n) ? null : n);

/** Writes what is shown; memory is used again from one snapshot to the next. */
export class ShownWriter {
  private readonly writers = new Map<string, NumberRowsWriter>();

  /** What was given for the same collection before is overwritten. */
  save(collection: string, values: { id: string }[]): unknown[] | ShownRows {
    const form = FORMS[collection];
    if (form === undefined) return values as unknown[];
    const rows = this.writerOf(collection).start(values.length * form.length);
    const others: ShownRows['others'] = [];
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i]!;
      if (!form.put(rows.row(value.id), value as never)) others.push([i, value]);
    }
    return { ...rows.rows(), others };
  }

  private writerOf(collection: string): NumberRowsWriter {
    let writer = this.writers.get(collection);
    if (writer === undefined) this.writers.set(collection, (writer = new NumberRowsWriter()));
    return writer;
  }
}

/** What `save` wrote; lists of values are how devices and links were saved until November 2026. */
export function shownValues(collection: string, saved: unknown[] | ShownRows): { id: string }[] {
  const form = FORMS[collection];
  if (form === undefined || !isNumberRows(saved)) return saved as { id: string }[];
  const { ids, numbers, others } = saved as ShownRows;
  const values: { id: string }[] = ids.map((id, i) => form.value(id, numbers.subarray(i * form.length, (i + 1) * form.length)));
  for (const [place, value] of others) values[place] = value as { id: string };
  return values;
}
