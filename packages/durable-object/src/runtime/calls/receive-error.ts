import {
  DurableObjectBusyError,
  DurableObjectConfigError,
  DurableObjectDeadlockError,
  DurableObjectLimitError,
  DurableObjectMigrationError,
  DurableObjectNewerDataError,
  DurableObjectNotFoundError,
  DurableObjectRPCError,
  DurableObjectStateError,
} from '../../errors.ts'
import { copyFields, setField } from './error-fields.ts'
import { errorMark, readMark } from './error-mark.ts'

/** By name: a minifier changes the names of the classes themselves, but no keys. */
const classes: Record<string, { prototype: object }> = {
  DurableObjectBusyError,
  DurableObjectConfigError,
  DurableObjectDeadlockError,
  DurableObjectLimitError,
  DurableObjectMigrationError,
  DurableObjectNewerDataError,
  DurableObjectNotFoundError,
  DurableObjectRPCError,
  DurableObjectStateError,
}

/** Errors that only objects with a feature throw, which is in the Worker of their callers too. */
export function knowErrors(more: Readonly<Record<string, { prototype: object }>>): void {
  Object.assign(classes, more)
}

/**
 * The error that a caller gets: one of our classes again, or a `DurableObjectRPCError`. Errors without
 * our mark are the platform's own; some get advice added to their message.
 */
export function receiveError(error: unknown): unknown {
  const mark = error instanceof Error ? readMark(error) : undefined
  if (!(error instanceof Error) || !mark) return addAdvice(error)
  const { stack, ...origin } = mark
  const { name } = error
  const known = Object.hasOwn(classes, name) ? classes[name] : undefined
  const received = known
    ? Object.setPrototypeOf(new Error(error.message), known.prototype)
    : new DurableObjectRPCError(error.message, { ...origin, remoteStack: stack })
  if (known) Object.assign(received, { name, remoteStack: stack })
  copyFields(error, received)
  delete received[errorMark]
  delete received.remote
  if (Object.hasOwn(error, 'name')) received.name = error.name
  // The platform's stack shows where the call was made; a new one would show this function.
  setField(received, 'stack', error.stack)
  return received
}

/** How the platform's own errors end (workerd 1.20261006), and what to do about them. */
const advice: [RegExp, string][] = [
  [
    /does not implement [^.]*\.$/,
    ' Callers reach the `methods` of a definition, and nothing else.',
  ],
  [/(serialization|cloned)\.$/, ' Pass and return plain data only, and await promises first.'],
  [
    /^internal error; reference = \S+$/,
    '. The log of the runtime says more; under cloudwerk start the cause is most often a full disk or the limit on open files.',
  ],
  [/^Invalid URL: \S*$/, ". A stub's fetch takes a complete URL: 'http://object/path'."],
]

function addAdvice(error: unknown): unknown {
  const isInternal = error instanceof Error && error.message.startsWith('internal error; ')
  if (!(isInternal || error instanceof TypeError || error instanceof DOMException)) return error
  const [, todo] = advice.find(([end]) => end.test(error.message)) ?? []
  if (todo) setField(error, 'message', error.message + todo)
  return error
}
