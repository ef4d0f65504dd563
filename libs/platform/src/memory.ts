import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * New objects begin among the young ones, always. The collector watches where objects come from that live for a while, and
 * lays their like among the old ones from the start: of the rows of readings, which wait half a second for the database, it
 * makes garbage that only a collection of the whole heap clears away - the dearer, the larger the city. Call it first of
 * all: it holds for code that is compiled afterwards. An option of Node would say the same, but may not stand in NODE_OPTIONS.
 */
export function keepNewObjectsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * Clears the whole heap away now, and moves what is left together. Left to itself the collector leaves what lives scattered
 * among what reading a large city left behind, and every later collection and every message pays for that. Stops the process
 * meanwhile, a sixth of a second for a hundred thousand sensors: it belongs before anything is listened to.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--compact-on-every-full-gc');
  try {
    (runInNewContext('gc') as () => void)();
  } finally {
    setFlagsFromString('--no-compact-on-every-full-gc');
    setFlagsFromString('--no-expose-gc');
  }
}
