import { ConflictException, GoneException, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import type { CommandOutcome } from '@wegweiser/contracts';

/** An engine's refusal as HTTP has it. */
export function orThrow(outcome: CommandOutcome): { ok: true } {
  if (outcome.ok) return outcome;
  switch (outcome.code) {
    case 'notFound':
      throw new NotFoundException(outcome.message);
    case 'conflict':
      throw new ConflictException(outcome.message);
    case 'expired':
      throw new GoneException(outcome.message);
    case 'invalid':
      throw new UnprocessableEntityException(outcome.message);
  }
}
