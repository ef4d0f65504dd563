import { monotonicMs, SimulatedClock } from '@wegweiser/platform';

/** Simulators say the time every 50 to 100 ms. */
const AHEAD_MS = 250;

/**
 * Simulated time that keeps to the stream it came in: clock messages travel between the readings, on the same connection.
 * When they stay out - the machine is busy and readings queue up with them - time waits after a quarter of a second; at
 * x600 each second ahead would make every reading ten minutes old.
 */
export class StreamClock extends SimulatedClock {
  constructor(private readonly real: () => number = monotonicMs, private readonly heard = { at: Number.NEGATIVE_INFINITY }) {
    super(() => Math.min(real(), heard.at + AHEAD_MS));
  }

  override hear(payload: Buffer): boolean {
    const before = this.heard.at;
    // Marked first, so that the new message counts from now.
    this.heard.at = this.real();
    const valid = super.hear(payload);
    if (!valid) this.heard.at = before;
    return valid;
  }
}
