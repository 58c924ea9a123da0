/** What becomes of errors that the platform throws for reasons of its own (workerd 1.20261006). */
const platform = /^internal error; reference = |\bSQLITE_(?:BUSY|CORRUPT|FULL|IOERR|NOMEM)\b/

/**
 * Whether a later call of the method would fail in the same way, so that the error is the answer to it. Not so
 * where the error says that the call can be repeated, and where it is one of ours, which says
 * that something was not run, or was refused.
 */
export function isFinal(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return true
  const { code, retryable, overloaded, durableObjectReset } = thrown as Error &
    Record<string, unknown>
  if (retryable === true || overloaded === true || durableObjectReset === true) return false
  if (platform.test(thrown.message)) return false
  return !String(code).startsWith('DURABLE_OBJECT_') || code === 'DURABLE_OBJECT_RPC'
}
