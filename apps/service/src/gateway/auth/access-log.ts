import type { CommandPort } from '../../engine/engine.service.js';
import type { AccessEvent } from '@wegweiser/contracts';
import type { Logger } from '@wegweiser/platform';

/** Refusals a minute that are written down one by one; the rest as one number. Nobody fills the log by knocking. */
const REFUSALS_A_MINUTE = 30;

/**
 * Sign-ins, refusals and changes of keys, on the same way as operators' acts: journal, engine, audit log with its hash
 * chain. So they are kept while the database is away. No address and no secret is ever among them.
 */
export class AccessLog {
  private minute = 0;
  private refusals = 0;

  constructor(private readonly commands: CommandPort, private readonly now: () => number, private readonly log: Logger) {}

  /** What must stand there before it is answered: changes of keys. */
  async write(by: string, event: AccessEvent): Promise<void> {
    await this.commands.execute({ by, act: { type: 'access', event } });
  }

  /** What is told beside the answer. */
  note(by: string, event: AccessEvent): void {
    if (event.outcome === 'refused' && !this.spendRefusal(by)) return;
    this.write(by, event).catch((error: unknown) => this.log.error({ err: error, action: event.action }, 'a sign-in or refusal could not be written into the audit log'));
  }

  private spendRefusal(by: string): boolean {
    const minute = Math.floor(this.now() / 60_000);
    if (minute !== this.minute) {
      const left = this.refusals - REFUSALS_A_MINUTE;
      this.minute = minute;
      this.refusals = 0;
      if (left > 0) this.note(by, { action: 'refusalsLeftOut', about: { kind: 'access', id: 'service' }, outcome: 'ok', detail: { count: left } });
    }
    this.refusals += 1;
    return this.refusals <= REFUSALS_A_MINUTE;
  }
}
