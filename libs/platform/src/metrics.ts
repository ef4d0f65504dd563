import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Prometheus metrics of one process. Gauges that are cheap to read are sampled when scraped. */
export class Metrics {
  readonly registry = new Registry();

  constructor(withProcess = true) {
    if (withProcess) collectDefaultMetrics({ register: this.registry });
  }

  counter(name: string, help: string, labels: string[] = []): Counter {
    return new Counter({ name: `wegweiser_${name}`, help, labelNames: labels, registers: [this.registry] });
  }

  gauge(name: string, help: string, read: () => number): Gauge {
    return new Gauge({
      name: `wegweiser_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name: `wegweiser_${name}`, help, buckets, registers: [this.registry] });
  }
}
