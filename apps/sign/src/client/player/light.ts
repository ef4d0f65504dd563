/** An ambient light sensor as the browser has it (Generic Sensor API), as far as it is used here. */
interface LightSensor {
  readonly illuminance: number | null;
  readonly hasReading: boolean;
  onerror: (() => void) | null;
  start(): void;
}
type LightWindow = Window & { AmbientLightSensor?: new (options: { frequency: number }) => LightSensor };

/** A value that is announced must come again within this time. */
const LUX_MAX_AGE_MS = 600_000;

/**
 * Light around the sign, lux. From the browser's own sensor, or from the player's shell, which dispatches a `devicelight`
 * event with `value` on the window at least every ten minutes. Where neither is, `lux` stays `null` and the sun decides.
 */
export class Light {
  private sensor: LightSensor | null = null;
  private told: { readonly lux: number; readonly atMs: number } | null = null;

  constructor(private readonly nowMs: () => number) {}

  start(): void {
    window.addEventListener('devicelight', (event) => {
      const lux = (event as Event & { value?: unknown }).value;
      if (typeof lux === 'number' && lux >= 0) this.told = { lux, atMs: this.nowMs() };
    });
    const Sensor = (window as LightWindow).AmbientLightSensor;
    if (Sensor === undefined) return;
    try {
      const sensor = new Sensor({ frequency: 1 });
      sensor.onerror = () => (this.sensor = null);
      sensor.start();
      this.sensor = sensor;
    } catch {
      // Forbidden or not there: the sun decides.
    }
  }

  lux(): number | null {
    if (this.told !== null && this.nowMs() - this.told.atMs < LUX_MAX_AGE_MS) return this.told.lux;
    return this.sensor !== null && this.sensor.hasReading ? this.sensor.illuminance : null;
  }
}
