/** The codes of a text's letters: gone through several times as fast as the text. */
export const lettersOf = (text: string): readonly number[] => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));

const mixedIn = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** `stableHash` of texts that begin alike: of `head + tail`, for the letters of each tail. */
export const hashAfter = (head: string): ((tail: readonly number[]) => number) => {
  let begun = 0x811c9dc5;
  for (let index = 0; index < head.length; index += 1) begun = mixedIn(begun, head.charCodeAt(index));
  return (tail) => {
    let hash = begun;
    for (const code of tail) hash = mixedIn(hash, code);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
  };
};

/** 0 to below 1, the same for the same text on every machine (FNV-1a, then mixed). */
export const stableHash = (text: string): number => hashAfter(text)([]);
