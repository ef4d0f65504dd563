import { describe, expect, it, vi } from 'vitest';
import { createLogger, nestLogger, type Logger } from './logger.js';
import { Metrics } from './metrics.js';

describe('metrics', () => {
  it('sample gauges when they are read, under the name of the service', async () => {
    const metrics = new Metrics(false);
    let queue = 3;
    metrics.gauge('queue', 'Waiting', () => queue);
    metrics.counter('done', 'Done', ['kind']).inc({ kind: 'a' }, 2);
    metrics.histogram('lag_seconds', 'Lag', [0.1, 1]).observe(0.5);
    queue = 7;
    const text = await metrics.registry.metrics();
    expect(text).toContain('wegweiser_queue 7');
    expect(text).toContain('wegweiser_done{kind="a"} 2');
    expect(text).toContain('wegweiser_lag_seconds_bucket{le="1"} 1');
    expect(text).not.toContain('process_cpu');
  });
  it('tell of the process unless told not to', async () => {
    expect(await new Metrics().registry.metrics()).toContain('process_cpu');
  });
});

describe('logs', () => {
  it('take Nest\'s chatter for debug and its errors for errors', () => {
    const log = { debug: vi.fn<(...a: unknown[]) => void>(), warn: vi.fn<(...a: unknown[]) => void>(), error: vi.fn<(...a: unknown[]) => void>(), trace: vi.fn<(...a: unknown[]) => void>() };
    const nest = nestLogger(log as unknown as Logger);
    nest.log('Mapped route', 'Router');
    nest.error({ odd: true }, 'stack', 'Router');
    nest.warn('careful');
    nest.debug?.('details', 'X');
    nest.verbose?.('more', 'X');
    expect(log.debug).toHaveBeenCalledWith({ context: 'Router' }, 'Mapped route');
    expect(log.error).toHaveBeenCalledWith({ context: 'Router' }, '{"odd":true}');
    expect(log.warn).toHaveBeenCalledWith({ context: undefined }, 'careful');
    expect(log.trace).toHaveBeenCalledTimes(2);
  });
  it('say no more than their level', () => {
    const log = createLogger('warn');
    expect([log.isLevelEnabled('info'), log.isLevelEnabled('error')]).toEqual([false, true]);
  });
});
