import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearingState, createDriver } from './driver.js';

const PHASES = ['GGrr', 'rrGG', 'GrrG'];
const limits = { yellowS: 3, minGreenS: 5 };

describe('signal driver', () => {
  it('shows amber to those who lose green, for as long as it says, then the wanted phase', () => {
    const driver = createDriver('A', PHASES, limits);
    const lamps = Array.from({ length: 12 }, (_, s) => {
      if (s === 6) driver.want(2);
      return driver.second();
    });
    expect(lamps).toEqual(['GGrr', null, null, null, null, null, 'Gyrr', null, null, 'GrrG', null, null]);
    expect(driver.shown()).toEqual({ phase: 2, greenS: 3, nextPhase: null });
  });

  it('takes no wish before the minimum green, while it clears, or for a phase that it does not have', () => {
    const driver = createDriver('A', PHASES, limits);
    driver.want(1);
    for (let s = 0; s < 5; s++) driver.second();
    driver.want(9);
    expect(driver.shown().nextPhase).toBeNull();
    driver.want(1);
    driver.want(2);
    expect(driver.shown()).toEqual({ phase: 0, greenS: 5, nextPhase: 1 });
  });

  it('switches at once where nobody loses green', () => {
    const driver = createDriver('A', ['Grr', 'GGr'], limits);
    for (let s = 0; s < 5; s++) driver.second();
    driver.want(1);
    expect(driver.second()).toBe('GGr');
  });

  it('never shows green after green without its amber between, whatever is wished', () => {
    fc.assert(fc.property(fc.array(fc.nat(4), { maxLength: 120 }), (wishes) => {
      const driver = createDriver('A', PHASES, limits);
      let shown = '';
      let amber = 0;
      for (const wish of wishes) {
        driver.want(wish);
        const lamps = driver.second();
        if (lamps === null) {
          amber += shown.includes('y') ? 1 : 0;
          continue;
        }
        if (shown !== '' && !shown.includes('y')) expect([...shown].every((l, i) => l !== 'G' || lamps[i] !== 'r')).toBe(true);
        if (shown.includes('y')) expect(amber).toBe(limits.yellowS);
        [shown, amber] = [lamps, lamps.includes('y') ? 1 : 0];
      }
    }));
    expect(clearingState('GgrG', 'rrGG')).toBe('yyrG');
  });
});
