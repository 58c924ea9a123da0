import { patchAttachments } from './attachments.ts'
import { patchTimersOfObjects } from './object-timers.ts'
import { patchRpcPromises, receiveErrorsHere } from './rpc-promises.ts'
import { patchSocketSend } from './socket-send.ts'
import { patchStructuredClone } from './structured-clone.ts'
import { patchTimers } from './timers.ts'
import { patchUnhandledRejections } from './unhandled-rejections.ts'

/**
 * Changes the platform's globals and prototypes as objects need them, once in a Worker. This is the
 * complete list: nothing outside of this folder changes one.
 */
export function patchGlobals(): void {
  patchCalls()
  patchOnce('globals', () => {
    patchSocketSend()
    patchStructuredClone()
    patchUnhandledRejections()
    patchTimers()
  })
}

/** What objects with sockets need in addition. */
export function patchSockets(): void {
  patchOnce('sockets', patchAttachments)
}

/** What objects with SQL need in addition. */
export function patchObjectTimers(): void {
  patchOnce('object timers', patchTimersOfObjects)
}

/**
 * The patch that callers of objects need, for a Worker that has no object classes itself.
 *
 * @internal
 */
export function patchCalls(): void {
  receiveErrorsHere()
  patchOnce('calls', patchRpcPromises)
}

/** What is patched so far. Global, since a bundler may load this module twice. */
const key = Symbol.for('cloudwerk.patches')
const shared = globalThis as { [key]?: Set<string> }

function patchOnce(name: string, patch: () => void): void {
  shared[key] ??= new Set()
  if (shared[key].has(name)) return
  shared[key].add(name)
  patch()
}
