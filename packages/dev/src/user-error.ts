export interface UserErrorOptions {
  /** What the user can do about it, one sentence or a few lines. */
  hint?: string
  /** The file it is about, relative to the app, with `:line` or `:line:column` where there is one. */
  file?: string
  cause?: unknown
}

/** A failure that the user can fix. Printed without a stack, and only by `cli.ts`. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly hint: string | undefined
  readonly file: string | undefined

  constructor(message: string, options: UserErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.hint = options.hint
    this.file = options.file
  }
}
