// The measuring ground with more or less traffic: its networks and loops as they are, every vehicle of the route file kept or
// left out (below 1) or doubled (above 1) with the given probability. Seeded; the doubled one departs up to 30 s later.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '../../../sensors-sim/dist/random.js';

const VEHICLE = /<(trip|vehicle)\s[^>]*?(?:\/>|>[\s\S]*?<\/\1>)/g;
const LATER_S = 30;

/** @returns text of a route file with `factor` times the vehicles, 0 to 2 */
export function scaledRoutes(xml, factor, seed) {
  const rng = createRng(seed, 'demand');
  const vehicles = [...xml.matchAll(VEHICLE)].map((m) => ({ text: m[0], depart: Number(/\bdepart="([^"]+)"/.exec(m[0])[1]) }));
  const kept = vehicles.flatMap((v) => {
    const drawn = rng.next();
    const depart = Math.round((v.depart + rng.between(0, LATER_S)) * 100) / 100;
    if (factor <= 1) return drawn < factor ? [v] : [];
    const twin = { text: v.text.replace(/\bid="([^"]+)"/, 'id="$1+"').replace(/\bdepart="[^"]+"/, `depart="${depart}"`), depart };
    return drawn < factor - 1 ? [v, twin] : [v];
  });
  const [first, last] = [xml.search(VEHICLE), xml.lastIndexOf('</routes>')];
  return `${xml.slice(0, first)}${kept.toSorted((a, b) => a.depart - b.depart).map((v) => v.text).join('\n')}\n${xml.slice(last)}`;
}

/** A folder that the ground takes for its own (GROUND_ROOT), with one scenario's demand scaled. */
export function scaledGround(ground, out, scenario, factor, seed) {
  const root = join(out, `demand-${factor}`, scenario);
  const folder = join(root, 'scenarios', scenario);
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(ground, 'add'), join(root, 'add'));
  symlinkSync(join(ground, 'scenarios', scenario, `${scenario}.net.xml`), join(folder, `${scenario}.net.xml`));
  writeFileSync(join(folder, `${scenario}.rou.xml`), scaledRoutes(readFileSync(join(ground, 'scenarios', scenario, `${scenario}.rou.xml`), 'utf8'), factor, seed));
  return root;
}
