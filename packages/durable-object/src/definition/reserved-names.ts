import { liveCall } from './live-door.ts'

/** The method of an object that takes a call along with the chain of handlers that wait for it. */
export const chainedCall = '__cloudwerk_call'

/** The method of an object that takes a call which runs at most once for its key. */
export const onceCall = '__cloudwerk_once'

/**
 * The name under which a stub calls a method. Our stubs have a method of the plain name themselves, in front
 * of the platform's, and the platform answers only names that a stub does not have.
 */
export function callName(method: string): string {
  return `${method}()`
}

/** The method that shows an object to tools. It exists only with the `inspect` option. */
export const inspectCall = '__cloudwerk_inspect'

/**
 * The method by which tools list and change jobs. It exists only with the `inspect` option.
 *
 * @internal
 */
export const jobsCall = '__cloudwerk_jobs'

/** The method that makes the next commit fail, for tests. It exists only with the `inspect` option. */
export const failCommitCall = '__cloudwerk_fail_commit'

/** Marks the argument of an alarm handler as coming from a test, which should get its error. */
export const ringByHand = '__cloudwerk_by_hand'

/**
 * The methods of stubs besides those of the definition. Handlers do not have them on `this`, so helpers can
 * have these names.
 *
 * @internal
 */
export const stubMethodNames: ReadonlySet<string> = new Set(['exists'])

/**
 * Names that methods cannot have: the platform reserves them, the stub answers them locally, `this` has
 * them already, or they do not work under the dev server (`queue`, `scheduled`, …; vite-plugin 1.63,
 * 2026-11).
 *
 * @internal
 */
export const reservedMethodNames: ReadonlySet<string> = new Set([
  ...['constructor', 'fetch', 'connect', 'alarm', 'dup', 'then', 'catch', 'finally', 'id', 'name'],
  ...['webSocketMessage', 'webSocketClose', 'webSocketError'],
  ...['queue', 'tail', 'tailStream', 'trace', 'scheduled', 'email', 'test', 'run', 'self'],
  ...['ctx', 'env', 'state', 'init', 'broadcast', 'transaction', 'outside'],
  ...Object.getOwnPropertyNames(Object.prototype),
  ...stubMethodNames,
  ...[chainedCall, onceCall, inspectCall, jobsCall, failCommitCall, liveCall],
])
