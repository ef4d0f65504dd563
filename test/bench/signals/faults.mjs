// Broken loops for the bench: each loop is broken with the given probability for the whole run, one third each dead (never
// says anything), stuck (always covered) and noisy (one pulse in ten lost, one second in thirty a false one). Seeded.
const MODES = ['dead', 'stuck', 'noisy'];

/** mulberry32 */
function randomFrom(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SILENT = { entered: 0, left: 0, occupancy: 0 };

/** @param places loop id to place in the street: several ids may be one loop, which breaks as one */
export function brokenLoops(places, part, seed) {
  const random = randomFrom(seed * 7919 + 17);
  const byPlace = new Map();
  for (const place of [...new Set(Object.values(places))].toSorted((a, b) => a.localeCompare(b))) {
    const [broken, mode] = [random() < part, MODES[Math.floor(random() * MODES.length)]];
    if (broken) byPlace.set(place, mode);
  }
  const modes = Object.entries(places).flatMap(([id, place]) => (byPlace.has(place) ? [[id, byPlace.get(place)]] : []));
  return {
    count: byPlace.size,
    distort(loops) {
      const seen = { ...loops };
      for (const [id, mode] of modes) {
        const real = loops[id] ?? SILENT;
        if (mode === 'dead') delete seen[id];
        else if (mode === 'stuck') seen[id] = { entered: 0, left: 0, occupancy: 1 };
        else if (random() < 1 / 30) seen[id] = { entered: real.entered + 1, left: real.left + 1, occupancy: Math.max(real.occupancy, 0.3) };
        else if (real.entered + real.left > 0 && random() < 0.1) seen[id] = { ...real, entered: 0, left: 0 };
      }
      return seen;
    },
  };
}
