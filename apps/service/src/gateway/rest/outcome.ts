import { ConflictException, GoneException, NotFoundException, PreconditionFailedException, UnprocessableEntityException } from '@nestjs/common';
import type { CommandOutcome } from '@wegweiser/contracts';

export type CarriedOut = Extract<CommandOutcome, { ok: true }>;

/** An engine's refusal as HTTP has it. */
export function orThrow(outcome: CommandOutcome): CarriedOut {
  if (outcome.ok) return outcome;
  switch (outcome.code) {
    case 'notFound':
      throw new NotFoundException(outcome.message);
    case 'conflict':
      throw new ConflictException(outcome.message);
    case 'stale':
      throw new PreconditionFailedException({ message: outcome.message, revision: outcome.revision, changes: outcome.changes });
    case 'expired':
      throw new GoneException(outcome.message);
    case 'invalid':
      throw new UnprocessableEntityException(outcome.message);
  }
}
