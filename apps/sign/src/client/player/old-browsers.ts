/*
 * What the renderer uses and a player's browser of some years ago does not have (built for Chrome 64 and its like). Each is
 * set only where it is missing, so a newer browser runs its own.
 */
type Thing = Record<string, unknown>;

const fill = (on: object, name: string, value: unknown): void => {
  if (!(name in on)) Object.defineProperty(on, name, { value, configurable: true, writable: true });
};

function at(this: ArrayLike<unknown>, index: number): unknown {
  return this[index < 0 ? this.length + index : index];
}
function flat(this: unknown[]): unknown[] {
  return ([] as unknown[]).concat(...this);
}
function flatMap(this: unknown[], make: (value: unknown, index: number) => unknown): unknown[] {
  return ([] as unknown[]).concat(...this.map(make));
}
function toReversed(this: unknown[]): unknown[] {
  return this.slice().reverse();
}
function replaceAll(this: string, what: string | RegExp, by: string): string {
  return typeof what === 'string' ? this.split(what).join(by) : this.replace(what, by);
}
function matchAll(this: string, what: RegExp): RegExpExecArray[] {
  const pattern = new RegExp(what.source, what.flags);
  const found: RegExpExecArray[] = [];
  for (let match = pattern.exec(this); match !== null; match = pattern.exec(this)) {
    found.push(match);
    if (match[0] === '') pattern.lastIndex += 1;
  }
  return found;
}
const fromEntries = (entries: Iterable<[string, unknown]>): Thing => {
  const thing: Thing = {};
  for (const [key, value] of entries) thing[key] = value;
  return thing;
};

for (const [name, value] of [['at', at], ['flat', flat], ['flatMap', flatMap], ['toReversed', toReversed]] as const) fill(Array.prototype, name, value);
fill(String.prototype, 'replaceAll', replaceAll);
fill(String.prototype, 'matchAll', matchAll);
fill(Object, 'fromEntries', fromEntries);
fill(Object, 'hasOwn', (thing: object, key: string) => Object.prototype.hasOwnProperty.call(thing, key));

export {};
