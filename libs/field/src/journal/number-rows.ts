/** Rows of numbers by id, one behind the other in one piece of memory; whoever wrote them knows how long each is. */
export interface NumberRows {
  /** Never changed once given out; the same list as long as they are the same. */
  ids: readonly string[];
  numbers: Float64Array;
}

export const isNumberRows = (value: object): value is NumberRows => 'numbers' in value && value.numbers instanceof Float64Array;

/**
 * What each of a hundred thousand devices remembers, on its way to disk: written as text it would stop the city for a
 * second. The memory is used again for the next time, because a new piece every time would set the collector going; and
 * the list of ids as long as the same rows come in the same order, so that its text need not be made again.
 */
export class NumberRowsWriter {
  private memory: Float64Array;
  private length = 0;
  private ids: string[] = [];
  private rowCount = 0;
  private givenOut = false;

  /** @param expected so many numbers, where that is known: memory that grows on the way is copied and cleared away */
  constructor(expected = 0) {
    this.memory = new Float64Array(expected);
  }

  /** Starts afresh; what `rows` gave before is overwritten from now on. */
  start(expected = 0): this {
    this.length = 0;
    this.rowCount = 0;
    this.reserve(expected);
    return this;
  }

  /** Starts a row. */
  row(id: string): this {
    if (this.ids[this.rowCount] !== id) {
      this.cutIds();
      this.ids.push(id);
    }
    this.rowCount += 1;
    return this;
  }

  put(value: number): this {
    this.reserve(1);
    this.memory[this.length++] = value;
    return this;
  }

  putAll(values: ArrayLike<number>): this {
    this.reserve(values.length);
    this.memory.set(values, this.length);
    this.length += values.length;
    return this;
  }

  rows(): NumberRows {
    if (this.ids.length > this.rowCount) this.cutIds();
    this.givenOut = true;
    return { ids: this.ids, numbers: this.memory.subarray(0, this.length) };
  }

  /** Leaves the ids of the rows so far, ready for others. */
  private cutIds(): void {
    if (this.givenOut) this.ids = this.ids.slice(0, this.rowCount);
    else this.ids.length = this.rowCount;
    this.givenOut = false;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.memory.length) return;
    const larger = new Float64Array(Math.max(this.memory.length * 2, this.length + count, 1024));
    larger.set(this.memory.subarray(0, this.length));
    this.memory = larger;
  }
}
