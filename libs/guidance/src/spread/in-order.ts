/** Above this the usual sort is the better one. */
const FEW = 40;

/** In place, equals as they stand. A dozen garages are put in order by insertion: thousands ask at once, and half of the rule's time went into sorting. */
export const inOrder = <T>(list: T[], isBefore: (a: T, b: T) => boolean): T[] => {
  if (list.length > FEW) return list.sort((a, b) => Number(isBefore(b, a)) - Number(isBefore(a, b)));
  for (let index = 1; index < list.length; index += 1) {
    const one = list[index] as T;
    let at = index;
    for (; at > 0 && isBefore(one, list[at - 1] as T); at -= 1) list[at] = list[at - 1] as T;
    list[at] = one;
  }
  return list;
};
