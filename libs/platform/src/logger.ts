import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

export type { Logger };

/** Structured logs, one JSON line each, on standard output. Secrets never reach it: settings are logged by name only. */
export const createLogger = (level: string): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } });

/** Nest's own messages through the same logger; its start-up chatter is debug to us. */
export function nestLogger(log: Logger): LoggerService {
  const line = (level: 'debug' | 'warn' | 'error' | 'trace') => (message: unknown, ...rest: unknown[]) => {
    const context = rest.at(-1);
    log[level]({ context: typeof context === 'string' ? context : undefined }, typeof message === 'string' ? message : JSON.stringify(message));
  };
  return { log: line('debug'), warn: line('warn'), error: line('error'), debug: line('trace'), verbose: line('trace') };
}
