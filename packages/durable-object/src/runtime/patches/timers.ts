import { currentTurn, type RunningTurn } from '../turns/current-turn.ts'
import { messageOf, tellLost } from '../turns/lost-errors.ts'
import { replace } from './replace.ts'

export type SetTimer = (callback: unknown, ...rest: unknown[]) => unknown
/** Logs what the timers of handlers throw, which the platform does not report. */
export function patchTimers(): void {
  replaceTimers((name, before) => (callback, ...rest) => {
    const turn = currentTurn.getStore()
    if (!turn || typeof callback !== 'function') return before(callback, ...rest)
    return before(watch(name, turn, callback as AnyFunction), ...rest)
  })
}

export type TimerName = 'setTimeout' | 'setInterval' | 'setImmediate'

/** Replaces the functions that set a timer by what `create` makes of those before. */
export function replaceTimers(create: (name: TimerName, before: SetTimer) => SetTimer): void {
  const global = globalThis as unknown as Partial<Record<TimerName, SetTimer>>
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const before = global[name]
    if (before) replace(globalThis, name, withPromise(create(name, before)))
  }
}

/** `promisify` of `node:util` uses this form. */
function withPromise(set: SetTimer): SetTimer {
  const custom = Symbol.for('nodejs.util.promisify.custom')
  const promised = (...rest: unknown[]): Promise<unknown> =>
    new Promise((resolve) => {
      set(resolve, ...rest)
    })
  Object.defineProperty(set, custom, { value: promised })
  return set
}

type AnyFunction = (...args: unknown[]) => unknown

function watch(name: string, turn: RunningTurn, callback: AnyFunction): AnyFunction {
  return (...args) => tellThrown(name, turn, () => Reflect.apply(callback, undefined, args))
}

export function tellThrown(name: string, turn: RunningTurn, call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    tellLost({
      kind: `${name} ${turn.handler}`,
      message: `${name} of ${turn.describe()} failed: ${messageOf(error)}. No caller gets this error.`,
      error,
    })
    throw error
  }
}
