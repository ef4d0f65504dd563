import { City } from '@wegweiser/contracts';
import { describe, expect, it } from 'vitest';
import { aTown, T0, Town } from './testing/town.js';

const CITY = City.parse({ ...aTown(), weather: { stationId: 'wetter', area: 'a' } });
const say = (t: Town, rainMm: number | null, temperatureC: number | null, more: object = {}) => t.say({ kind: 'weatherObservation', deviceId: 'wetter', rainMm, temperatureC, ...more });
const shown = (t: Town) => t.store.find('weather', 'wetter');

describe('the weather in the engine', () => {
  it('is what the station measured, with the time of the measurement', () => {
    const t = say(new Town(CITY), 1.4, 3.5, { timeMs: T0 - 600_000 });
    expect(shown(t)).toEqual({ id: 'wetter', rainMm: 1.4, temperatureC: 3.5, quality: 'measured', measuredAtMs: T0 - 600_000 });
    say(t, null, 4);
    expect(shown(t)).toMatchObject({ rainMm: null, temperatureC: 4, measuredAtMs: T0 });
  });

  it('is unknown before the first word and two hours after the last one, and says how old that is', () => {
    const t = new Town(CITY).pass(1);
    expect(shown(t)).toEqual({ id: 'wetter', rainMm: null, temperatureC: null, quality: 'unknown', measuredAtMs: null });
    const saidAtMs = t.nowMs;
    say(t, 0, 9).pass(7200);
    expect(shown(t)).toMatchObject({ rainMm: 0, quality: 'measured' });
    t.pass(1);
    expect(shown(t)).toEqual({ id: 'wetter', rainMm: null, temperatureC: null, quality: 'unknown', measuredAtMs: saidAtMs });
  });

  it('hears no fault and nobody else', () => {
    const t = say(new Town(CITY), 1, 5);
    say(t, 9, 9, { status: 'fault' });
    say(t, 9, 9, { deviceId: 'balkon' });
    expect(shown(t)).toMatchObject({ rainMm: 1, temperatureC: 5 });
  });

  it('is remembered over a restart', () => {
    const t = say(new Town(CITY), 1, 5).restarted().pass(7201);
    expect(shown(t)).toMatchObject({ quality: 'unknown', measuredAtMs: T0 });
  });

  it('is none where the city has no station', () => {
    const t = say(new Town().pass(1), 1, 5);
    expect(t.store.list('weather')).toEqual([]);
  });
});
