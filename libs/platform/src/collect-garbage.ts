import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

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
