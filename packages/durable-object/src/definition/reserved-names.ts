/** The method of an object that takes a call together with its chain. */
export const chainedCall = '__cloudwerk_call'

/** The method through which tools look at an object. There only with the `inspect` option. */
export const inspectCall = '__cloudwerk_inspect'

/** The method that makes the next commit fail, for tests. There only with the `inspect` option. */
export const failCommitCall = '__cloudwerk_fail_commit'

/** Marks what an alarm handler is given as coming from a test, to which it is to fail. */
export const ringByHand = '__cloudwerk_by_hand'

/**
 * What stubs have beside the methods of their definition. Handlers do not have it on `this`, so a helper
 * may have the name.
 *
 * @internal
 */
export const stubMethodNames: ReadonlySet<string> = new Set(['exists'])

/**
 * Names that cannot be RPC methods: the platform keeps them for itself, the stub answers them
 * locally, `this` has them already, or only the dev server breaks them (`queue`, `scheduled`, …;
 * vite-plugin 1.63, 2026-11).
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
  ...[chainedCall, inspectCall, failCommitCall],
])
