/** A failure that the user can mend. */
export class CreateError extends Error {
  /** 2 for wrong usage. */
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
