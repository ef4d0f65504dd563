import type { City, WeatherObservationReading, WeatherState } from '@wegweiser/contracts';
import type { Outputs } from './outputs.js';

/** What the station said last; `null` before its first word. */
export type WeatherMemory = Pick<WeatherState, 'rainMm' | 'temperatureC' | 'measuredAtMs'> | null;

/** Of longer ago it says nothing about now; the forecast's rules hold it as long. */
const HOLDS_MS = 120 * 60_000;

/** The city's weather station: shown as measured, or as unknown. */
export class Weather {
  private readonly stationId: string | null;
  private memory: WeatherMemory = null;

  constructor(city: City, private readonly out: Outputs) {
    this.stationId = city.weather?.stationId ?? null;
  }

  /** A station that says it is faulty says nothing, and grows old. */
  apply({ deviceId, status, rainMm, temperatureC, timeMs }: WeatherObservationReading): void {
    if (deviceId !== this.stationId || status !== 'ok') return;
    this.memory = { rainMm, temperatureC, measuredAtMs: timeMs };
    this.show({ id: deviceId, ...this.memory, quality: 'measured' });
  }

  tick(nowMs: number): void {
    if (this.stationId === null) return;
    const measuredAtMs = this.memory?.measuredAtMs ?? null;
    const holds = measuredAtMs !== null && nowMs - measuredAtMs <= HOLDS_MS;
    if (holds || this.out.store.find('weather', this.stationId)?.quality === 'unknown') return;
    this.show({ id: this.stationId, rainMm: null, temperatureC: null, quality: 'unknown', measuredAtMs });
  }

  private show(value: WeatherState): void {
    this.out.store.set('weather', value);
  }

  save(): WeatherMemory {
    return this.memory;
  }
  restore(memory: WeatherMemory = null): void {
    this.memory = memory;
  }
}
