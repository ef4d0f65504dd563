/** Rows of numbers by id, one behind the other in one piece of memory; whoever wrote them knows how long each is. */
export interface NumberRows {
  ids: string[];
  numbers: Float64Array;
}

export const isNumberRows = (value: object): value is NumberRows => 'numbers' in value && value.numbers instanceof Float64Array;

/**
 * What each of a hundred thousand devices remembers, on its way to disk: written as text it would stop the city for a
 * second. The memory is used again for the next time, because a new piece every time would set the collector going.
 */
export class NumberRowsWriter {
  private memory = new Float64Array(1024);
  private length = 0;
  private ids: string[] = [];

  /** Starts afresh; what `rows` gave before is overwritten from now on. */
  start(): this {
    this.length = 0;
    this.ids = [];
    return this;
  }

  /** Starts a row. */
  row(id: string): this {
    this.ids.push(id);
    return this;
  }

  put(value: number): this {
    this.reserve(1);
    this.memory[this.length++] = value;
    return this;
  }

  putAll(values: readonly number[]): this {
    this.reserve(values.length);
    this.memory.set(values, this.length);
    this.length += values.length;
    return this;
  }

  rows(): NumberRows {
    return { ids: this.ids, numbers: this.memory.subarray(0, this.length) };
  }

  private reserve(count: number): void {
    if (this.length + count <= this.memory.length) return;
    const larger = new Float64Array(Math.max(this.memory.length * 2, this.length + count));
    larger.set(this.memory);
    this.memory = larger;
  }
}
