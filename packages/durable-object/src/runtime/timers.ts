import { currentTurn } from './call-chain.ts'
import { messageOf, tellLost } from './lost.ts'

const installed = Symbol.for('cloudwerk.timers')

type Timer = 'setTimeout' | 'setInterval'
type SetTimer = (callback: unknown, ...rest: unknown[]) => unknown

/** Says what a timer that a handler has set throws, of which the platform says nothing. */
export function installTimers(): void {
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const native = globalThis[name] as SetTimer
    if (installed in native) continue
    const set: SetTimer = (callback, ...rest) => native(watch(name, callback), ...rest)
    Object.defineProperty(set, installed, { value: true })
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value: set })
  }
}

function watch(name: Timer, callback: unknown): unknown {
  const turn = currentTurn.getStore()
  if (!turn || typeof callback !== 'function') return callback
  return (...args: unknown[]) => {
    try {
      return Reflect.apply(callback, undefined, args)
    } catch (error) {
      tellLost({
        kind: `${name} ${turn.handler}`,
        message: `${name} of ${turn.describe()} failed: ${messageOf(error)}. Nobody else learns of it.`,
        error,
      })
      throw error
    }
  }
}
