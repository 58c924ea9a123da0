/** By `Symbol.for`, since a dev server may load this module twice. */
export const refusal: unique symbol = Symbol.for('cloudwerk.refusal') as never

/** A route's handler whose clients do not see the status of a refusal. */
export interface RefusableHandler {
  /** Tells them in another way; undefined where the request is not from such a client, or may be repeated. */
  [refusal](request: Request, status: number): Response | undefined
}
