import { AsyncLocalStorage } from 'node:async_hooks'
import { nativeTimers } from '../timeouts/native-timers.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'
import { clearHandle, TimerHandle, toHandle } from '../timeouts/timer-handle.ts'
import { currentTurn } from '../turns/current-turn.ts'
import { replace } from './replace.ts'
import { replaceTimers, type SetTimer, type TimerName, tellThrown } from './timers.ts'

type ClearTimer = (handle: unknown) => void

/** Keeps the timers of objects with SQL outside of their transactions, which would block them. */
export function patchTimersOfObjects(): void {
  replaceTimers(createSet)
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate'] as const) {
    const native = nativeTimers[name]
    if (native) replace(globalThis, name, createClear(native))
  }
  replaceWait()
  replaceAbort()
}

function createSet(name: TimerName, before: SetTimer): SetTimer {
  return (callback, ...rest) => {
    const turn = currentTurn.getStore()
    const timers = turn?.owner.timers
    if (!timers || typeof callback !== 'function') return before(callback, ...rest)
    const hasDelay = name !== 'setImmediate'
    const args = hasDelay ? rest.slice(1) : rest
    const options = { delay: hasDelay ? (rest[0] as number) : 0, repeats: name === 'setInterval' }
    const call = inContext(() =>
      tellThrown(name, turn, () => Reflect.apply(callback, undefined, args)),
    )
    return toHandle(new TimerHandle(timers, call, options))
  }
}

function createClear(native: ClearTimer): ClearTimer {
  return (handle) => {
    if (handle === undefined || handle === null || !clearHandle(handle)) native(handle)
  }
}

/** Runs `fn` in the context that sets the timer, not in the one in which the platform's timer fires. */
function inContext(fn: () => void): () => void {
  const run = AsyncLocalStorage.snapshot()
  return () => run(fn)
}

function replaceWait(): void {
  const scheduler = (globalThis as { scheduler?: Scheduler }).scheduler
  if (!scheduler) return
  const native = scheduler.wait.bind(scheduler)
  replace(scheduler, 'wait', (delay: number, options?: { signal?: AbortSignal }) => {
    const timers = currentTurn.getStore()?.owner.timers
    return timers ? wait(timers, delay, options?.signal) : native(delay, options)
  })
}

function wait(timers: ObjectTimers, delay: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      timers.clear(timer)
      reject(signal?.reason)
    }
    const timer = timers.set(
      inContext(() => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }),
      { delay },
    )
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}

function replaceAbort(): void {
  const native = AbortSignal.timeout.bind(AbortSignal)
  replace(AbortSignal, 'timeout', (delay: number) => {
    const timers = currentTurn.getStore()?.owner.timers
    if (!timers) return native(delay)
    const controller = new AbortController()
    const abort = (): void =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
    timers.set(inContext(abort), { delay })
    return controller.signal
  })
}
