import { describe, expect, it } from 'vitest';
import { spoken } from './spoken.js';

describe('spoken', () => {
  it.each([
    ['8 min zu Fuß, 2,20 € / Std., gezählt vor 40 s', '8 Minuten zu Fuß, 2 Euro 20 je Stunde, gezählt vor 40 Sekunden'],
    ['schließt in 1 min', 'schließt in einer Minute'],
    ['öffnet in 1 Std.', 'öffnet in einer Stunde'],
    ['3,00 € / Tag, ca. 1.104 Plätze', '3 Euro je Tag, etwa 1104 Plätze'],
    ['zu niedrig: nur bis 1,90 m', 'zu niedrig: nur bis 1 Meter 90'],
    ['Stand 14:05 Uhr, 09:00 Uhr', 'Stand 14 Uhr 5, 9 Uhr'],
    ['12 Park-Plätze', '12 Parkplätze'],
  ])('%s', (written, said) => expect(spoken(written, 'de')).toBe(said));
  it.each([
    ['8 min walk, €2.20 / hour, counted 40 s ago', '8 minutes walk, 2 euros 20 an hour, counted 40 seconds ago'],
    ['closes in 1 h, €3.00 / day', 'closes in one hour, 3 euros a day'],
    ['too low: 1.90 m, 1,104 free', 'too low: 1 metres 90, 1104 free'],
  ])('%s', (written, said) => expect(spoken(written, 'en')).toBe(said));
});
