/** A failure that the user can fix. It is printed without a stack. */
export class CreateError extends Error {
  /** 2 for wrong usage. */
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
