import { Injectable } from '@nestjs/common';

/** Whether the sources of truth behind the gateway are there, as the roles report it. */
@Injectable()
export class Presence {
  archive: () => boolean = () => true;
  broker: () => boolean = () => true;
  engine: () => boolean = () => true;

  sources(): { archive: 'ok' | 'away'; broker: 'ok' | 'away' } {
    return { archive: this.archive() ? 'ok' : 'away', broker: this.broker() ? 'ok' : 'away' };
  }
}
