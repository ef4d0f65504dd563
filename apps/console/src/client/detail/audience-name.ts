import type { FacilityConfig } from '@wegweiser/contracts';
import { textOf } from '../i18n/index.js';
import type { Messages } from '../i18n/de.js';

/** The garage's own word for an audience, else the page's. */
export function audienceName(m: Messages, config: FacilityConfig, id: string): string {
  const name = config.audiences.find((a) => a.id === id)?.name;
  return name === undefined ? (m.audiences[id] ?? id) : textOf(name);
}
