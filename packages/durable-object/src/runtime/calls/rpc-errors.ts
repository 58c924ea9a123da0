import * as workers from 'cloudflare:workers'
import {
  DurableObjectBusyError,
  DurableObjectConfigError,
  DurableObjectDeadlockError,
  DurableObjectLimitError,
  DurableObjectNotFoundError,
  DurableObjectRPCError,
  DurableObjectStateError,
} from '../../errors.ts'
import { plain } from '../../state/index.ts'
import { renewAfterReset } from './guarded-stub.ts'

/** Own property of an error on its way to a caller. The platform keeps own properties, not classes. */
const mark = '__cloudwerk_error'

interface Mark {
  objectName: string
  objectId: string
  methodName: string
  stack: string
}

const classes = [
  DurableObjectBusyError,
  DurableObjectConfigError,
  DurableObjectDeadlockError,
  DurableObjectLimitError,
  DurableObjectNotFoundError,
  DurableObjectRPCError,
  DurableObjectStateError,
]

/** The error that leaves the object in place of what a method threw. */
export function sendError(thrown: unknown, where: Omit<Mark, 'stack'>): Error {
  try {
    return markError(thrown, where)
  } catch {
    // A getter of it threw. Without an error the caller would wait for ever.
    return markError(new Error('What was thrown cannot be read.'), where)
  }
}

function markError(thrown: unknown, where: Omit<Mark, 'stack'>): Error {
  const isError = thrown instanceof Error
  const error = new Error(isError ? thrown.message : messageOf(thrown))
  const stack = (isError && thrown.stack) || error.message
  if (isError) copyFields(thrown, error)
  else error.cause = copyOf({ thrown }, 'thrown')
  // A name that is inherited says the built-in class, which the platform would restore.
  if (isError && Object.hasOwn(thrown, 'name')) error.name = thrown.name
  return Object.assign(error, { [mark]: { ...where, stack } satisfies Mark })
}

function messageOf(thrown: unknown): string {
  return typeof thrown === 'object' ? JSON.stringify(plain(thrown)) : String(thrown)
}

/** The error that a caller gets. What does not carry our mark is the platform's and stays. */
function receiveError(error: unknown): unknown {
  if (!(error instanceof Error) || !(mark in error)) return explain(error)
  const { stack, ...where } = error[mark] as Mark
  const known = classes.find((candidate) => candidate.name === error.name)
  const received = known
    ? Object.setPrototypeOf(new Error(error.message), known.prototype)
    : new DurableObjectRPCError(error.message, { ...where, remoteStack: stack })
  if (known) Object.assign(received, { name: known.name, remoteStack: stack })
  copyFields(error, received)
  delete received[mark]
  delete received.remote
  if (Object.hasOwn(error, 'name')) received.name = error.name
  // The platform's shows where the call was made; ours would show this place.
  define(received, 'stack', error.stack)
  return received
}

/** Where an error that nobody has received comes from; undefined where that is not known. */
export function readMark(error: unknown): Omit<Mark, 'stack'> | undefined {
  if (!(error instanceof Error)) return undefined
  if (mark in error) return error[mark] as Mark
  const { objectName, objectId, methodName } = error as Partial<Mark>
  return objectName && objectId && methodName ? { objectName, objectId, methodName } : undefined
}

/** How the platform's own errors end (workerd 1.20261006), and what to do. */
const advice: [RegExp, string][] = [
  [
    /does not implement [^.]*\.$/,
    ' Callers reach the `methods` of a definition, and nothing else.',
  ],
  [
    /(serialization|cloned)\.$/,
    ' Give plain data, as an argument or a result, and await what is a promise.',
  ],
  [
    /^internal error; reference = \S+$/,
    '. The log of the runtime says more; under cloudwerk start it is most often a full disk or the limit of open files.',
  ],
  [/^Invalid URL: \S*$/, ". A stub's fetch takes a whole URL: 'http://object/path'."],
]

function explain(error: unknown): unknown {
  const isInternal = error instanceof Error && error.message.startsWith('internal error; ')
  if (!(isInternal || error instanceof TypeError || error instanceof DOMException)) return error
  const [, todo] = advice.find(([end]) => end.test(error.message)) ?? []
  if (todo) define(error, 'message', error.message + todo)
  return error
}

/** Written with the error itself. */
const ownOfErrors: ReadonlySet<string> = new Set(['name', 'message', 'stack'])

/**
 * Fields that can cross, also those that are not enumerable: `cause`, `errors` of an AggregateError. One
 * that cannot would make the platform drop all.
 */
function copyFields(from: Error, to: Error, within: readonly Error[] = []): void {
  for (const key of Object.getOwnPropertyNames(from)) {
    if (ownOfErrors.has(key)) continue
    const value = copyOf(from, key, [...within, from])
    if (value !== undefined) define(to, key, value)
  }
}

function define(error: Error, key: string, value: unknown): void {
  const enumerable = key !== 'cause' && key !== 'stack' && key !== 'message'
  Object.defineProperty(error, key, { configurable: true, enumerable, writable: true, value })
}

/** What is there without views of the state; undefined for what cannot cross or be read. */
function copyOf(from: object, key: string, within: readonly Error[] = []): unknown {
  try {
    return sendable(plain((from as Record<string, unknown>)[key]), within)
  } catch {
    return undefined
  }
}

/** Throws for what cannot cross. Of errors what can cross is kept, since they are often a cause. */
function sendable(value: unknown, within: readonly Error[]): unknown {
  if (value instanceof Error) return copyError(value, within)
  if (Array.isArray(value) && value.some((item) => item instanceof Error)) {
    return value.map((item) => sendable(item, within))
  }
  structuredClone(value)
  return value
}

/** As it is where its fields can cross, so that the platform restores its class. */
function copyError(error: Error, within: readonly Error[]): Error | undefined {
  // An error that is its own cause.
  if (within.includes(error)) return undefined
  const fields = Object.getOwnPropertyNames(error).filter((key) => !ownOfErrors.has(key))
  if (fields.length === 0) return error
  const copy = new (builtInOf(error))(error.message)
  copyFields(error, copy, within)
  if (Object.hasOwn(error, 'name')) define(copy, 'name', error.name)
  define(copy, 'stack', error.stack)
  return copy
}

const builtIns = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]

function builtInOf(error: Error): ErrorConstructor {
  return builtIns.find((candidate) => error instanceof candidate) ?? Error
}

type Handler = ((value: unknown) => unknown) | null | undefined
interface Thenable {
  then(onFulfilled: Handler, onRejected: Handler): Promise<unknown>
  catch(onRejected: Handler): Promise<unknown>
  finally(onSettled: (() => unknown) | null | undefined): Promise<unknown>
}

interface Exported {
  RpcPromise: { prototype: Thenable }
  RpcProperty: { prototype: Thenable }
  ServiceStub: { prototype: Fetcher }
}

const installed = Symbol.for('cloudwerk.rpc-errors')

/**
 * Rebuilds errors in what stubs return. Patched on the prototypes, once, so that stubs and their
 * promises stay the platform's own objects, which can be pipelined and passed on.
 *
 * @internal
 */
export function installErrors(): void {
  // Exported by the runtime, not by its types (workers-types 5.20261006).
  const { RpcPromise, RpcProperty, ServiceStub } = workers as unknown as Exported
  patchFetch(ServiceStub.prototype)
  for (const { prototype } of [RpcPromise, RpcProperty]) {
    if (installed in prototype) continue
    const { then } = prototype
    const own: Thenable & ThisType<Thenable> = {
      // biome-ignore lint/suspicious/noThenProperty: the platform's promises have it
      then(onFulfilled, onRejected) {
        const rejected = (error: unknown) => {
          renewAfterReset(this, error)
          const received = receiveError(error)
          if (onRejected) return onRejected(received)
          throw received
        }
        // The platform's own refuses undefined in the first place.
        return Reflect.apply(then, this, [onFulfilled ?? ((value: unknown) => value), rejected])
      },
      catch(onRejected) {
        return this.then(undefined, onRejected)
      },
      finally(onSettled) {
        return Promise.resolve(this.then(undefined, undefined)).finally(onSettled)
      },
    }
    for (const [name, value] of Object.entries(own)) {
      Object.defineProperty(prototype, name, { configurable: true, writable: true, value })
    }
    Object.defineProperty(prototype, installed, { value: true })
  }
}

/** What a stub's `fetch` gives is an ordinary promise. */
function patchFetch(prototype: Fetcher): void {
  if (installed in prototype) return
  const { fetch } = prototype
  Object.defineProperty(prototype, 'fetch', {
    configurable: true,
    writable: true,
    async value(this: Fetcher, ...args: unknown[]): Promise<Response> {
      try {
        return await Reflect.apply(fetch, this, args)
      } catch (error) {
        throw receiveError(error)
      }
    },
  })
  Object.defineProperty(prototype, installed, { value: true })
}
