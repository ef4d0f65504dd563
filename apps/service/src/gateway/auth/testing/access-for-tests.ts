import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_GUARD } from '@nestjs/core';
import type { Provider } from '@nestjs/common';
import { City, type CommandOutcome } from '@wegweiser/contracts';
import type { UserRole } from '@wegweiser/contracts/access';
import { createLogger, Settings } from '@wegweiser/platform';
import type { CommandWish } from '../../../engine/engine.service.js';
import { LiveStore } from '../../../live/live-store.js';
import { ACCESS } from '../../../platform/tokens.js';
import { Access } from '../access.js';
import { AccessGuard } from '../access.guard.js';
import { AccessSettings } from '../access-settings.js';
import type { Areas } from '../identity.js';
import { LiveAccess } from '../live-access.js';
import { SignIn } from '../sign-in.js';

export interface TestAccess {
  access: Access;
  wishes: CommandWish[];
  /** For a Nest module in a test: the guard and all that it asks. */
  providers: Provider[];
  /** Moves the clock of sessions and keys. */
  pass(ms: number): void;
  /** What a signed-in person's browser sends. */
  headersOf(name: string, role: UserRole, areas?: Areas): Promise<Record<string, string>>;
}
export interface TestAccessOptions {
  settings?: Partial<Record<string, string>>;
  access?: unknown;
  city?: City;
  store?: LiveStore;
}

const emptyCity = () => City.parse({ city: { id: 'c', name: '-', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [0, 0], bounds: [0, 0, 0, 0], attribution: { de: '-', en: '-' } }, areas: [{ id: 'a', name: { de: '-', en: '-' } }] });

/** The real thing on a folder and a clock of its own, with commands kept instead of carried out. */
export async function accessForTests({ settings = {}, access: file = {}, city = emptyCity(), store = new LiveStore('e') }: TestAccessOptions = {}): Promise<TestAccess> {
  let aheadMs = 0;
  const wishes: CommandWish[] = [];
  const commands = { execute: async (wish: CommandWish): Promise<CommandOutcome> => (wishes.push(wish), { ok: true }), promise: async () => undefined };
  const parsed = Settings.parse({ WEGWEISER_DATABASE_URL: 'postgres://not-opened', WEGWEISER_DATA_DIR: mkdtempSync(join(tmpdir(), 'access-')), ...settings });
  const access = new Access({ settings: parsed, access: AccessSettings.parse(file), city, store, commands, log: createLogger('silent'), now: () => Date.now() + aheadMs });
  await access.open();
  return {
    access, wishes,
    providers: [{ provide: ACCESS, useValue: access }, SignIn, LiveAccess, { provide: APP_GUARD, useClass: AccessGuard }],
    pass: (ms) => void (aheadMs += ms),
    headersOf: async (name, role, areas = '*') => {
      const { cookie, person } = await access.sessions.begin({ subject: `test:${name}`, name, role, areas: areas === '*' ? '*' : [...areas], via: 'local' });
      return { cookie: `${access.cookies.secure ? '__Host-' : ''}wegweiser=${cookie}`, 'x-wegweiser-csrf': person.csrf };
    },
  };
}
