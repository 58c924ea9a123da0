import { plain } from '../../state/index.ts'

/** Copied with the error itself. */
const builtInFields: ReadonlySet<string> = new Set(['name', 'message', 'stack'])
const hiddenFields: ReadonlySet<string> = new Set(['cause', 'stack', 'message'])

/**
 * Copies the fields that can be sent, including those that are not enumerable: `cause`, and `errors` of
 * an AggregateError. A single field that cannot be sent would make the platform drop all of them.
 */
export function copyFields(from: Error, to: Error, within: readonly Error[] = []): void {
  for (const key of Object.getOwnPropertyNames(from)) {
    if (builtInFields.has(key)) continue
    const value = copyField(from, key, [...within, from])
    if (value !== undefined) setField(to, key, value)
  }
}

/** Enumerable or not as in the errors that JavaScript makes. */
export function setField(error: Error, key: string, value: unknown): void {
  const enumerable = !hiddenFields.has(key)
  Object.defineProperty(error, key, { configurable: true, enumerable, writable: true, value })
}

/**
 * The value of a field, without views of the state; undefined where it cannot be read or sent.
 * `within` are the errors around it.
 */
export function copyField(from: object, key: string, within: readonly Error[] = []): unknown {
  try {
    return sendable(plain((from as Record<string, unknown>)[key]), within)
  } catch {
    return undefined
  }
}

/** Throws for what cannot be sent. Of an error, which is often a cause, what can be sent is kept. */
function sendable(value: unknown, within: readonly Error[]): unknown {
  if (value instanceof Error) return copyError(value, within)
  if (Array.isArray(value) && value.some((item) => item instanceof Error)) {
    return value.map((item) => sendable(item, within))
  }
  structuredClone(value)
  return value
}

/** The error itself where it has no fields, so that the platform restores its class. */
function copyError(error: Error, within: readonly Error[]): Error | undefined {
  // An error that is its own cause.
  if (within.includes(error)) return undefined
  const fields = Object.getOwnPropertyNames(error).filter((key) => !builtInFields.has(key))
  if (fields.length === 0) return error
  const copy = new (builtInClassOf(error))(error.message)
  copyFields(error, copy, within)
  if (Object.hasOwn(error, 'name')) setField(copy, 'name', error.name)
  setField(copy, 'stack', error.stack)
  return copy
}

const builtInClasses = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]

/** `Error` itself for a name of any other class. */
export function builtInClass(name: string): ErrorConstructor {
  return builtInClasses.find((candidate) => candidate.name === name) ?? Error
}

export function builtInClassOf(error: Error): ErrorConstructor {
  return builtInClasses.find((candidate) => error instanceof candidate) ?? Error
}
