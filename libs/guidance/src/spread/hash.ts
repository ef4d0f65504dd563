const mixedIn = (before: number, text: string): number => {
  let hash = before;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
};

/** `stableHash` of texts that begin alike: of `head + tail`, for each tail. */
export const hashAfter = (head: string): ((tail: string) => number) => {
  const begun = mixedIn(0x811c9dc5, head);
  return (tail) => {
    let hash = mixedIn(begun, tail);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
  };
};

/** 0 to below 1, the same for the same text on every machine (FNV-1a, then mixed). */
export const stableHash = (text: string): number => hashAfter(text)('');
