export type SignalsErrorCode = 'unknownStage' | 'unknownGroup' | 'badInput';

/** A fault of the caller (never an expected outcome): a reference that `checkJunction` or `checkPlan` would have named. */
export class SignalsError extends Error {
  constructor(
    readonly code: SignalsErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'SignalsError';
  }
}
