import { BadRequestException } from '@nestjs/common';
import type { CommandPort, CommandWish } from '../../engine/engine.service.js';
import { orThrow, type CarriedOut } from './outcome.js';

/** As JSON spells a zero character and half of a surrogate pair. */
const UNSTORABLE = /\\u0000|\\ud[89a-f][0-9a-f]{2}/;

/** Has an act carried out, or throws what HTTP says of a refusal. `seen`: revision that the operator has seen. */
export async function carryOut(commands: CommandPort, wish: Omit<CommandWish, 'ifRevision'>, seen?: number): Promise<CarriedOut> {
  // No database keeps them as text: what was done could not be written into the audit log.
  if (UNSTORABLE.test(JSON.stringify(wish))) throw new BadRequestException('text holds characters that no text can hold');
  return orThrow(await commands.execute(seen === undefined ? wish : { ...wish, ifRevision: seen }));
}
