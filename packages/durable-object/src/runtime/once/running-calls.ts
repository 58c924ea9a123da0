import type { Runs } from '../events/handler-runner.ts'
import { clock } from '../time/clock.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'
import { waitedTooLong } from '../turns/busy-errors.ts'

export interface RunningObject extends Runs {
  /** Undefined where the object uses the platform's own timers. */
  readonly timers: ObjectTimers | undefined
}

interface KeyedCall {
  readonly name: string
  readonly key: string
}

/** The calls that have not ended yet, by key. Each promise resolves when its call has ended. */
const running = new WeakMap<RunningObject, Map<string, Promise<void>>>()

export function noteRunning(
  object: RunningObject,
  { key }: KeyedCall,
  call: Promise<unknown>,
): void {
  const calls = running.get(object) ?? new Map<string, Promise<void>>()
  running.set(object, calls)
  const end = (): void => void calls.delete(key)
  calls.set(key, call.then(end, end))
}

/** By when a call that waits for another one with its key gives up, in milliseconds since 1970. */
export function waitsUntil({ blueprint }: RunningObject): number {
  return clock.now() + blueprint.settings.callTimeout
}

/**
 * Settles when the call with the same key has ended that runs now: it can be in `outside`, where this one would
 * get its turn. Undefined where none runs.
 */
export function waitForOther(
  object: RunningObject,
  call: KeyedCall,
  due: number,
): Promise<void> | undefined {
  const other = running.get(object)?.get(call.key)
  if (!other) return undefined
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let cancel = setTimer()
  void other.then(() => {
    cancel()
    resolve()
  })
  return promise

  function setTimer(): () => void {
    return clock.setTimer(giveUp, { due, timers: object.timers })
  }

  function giveUp(): void {
    if (clock.now() >= due) reject(stillRuns(object, call))
    else cancel = setTimer()
  }
}

function stillRuns({ identity, blueprint }: RunningObject, { name }: KeyedCall): Error {
  const { callTimeout } = blueprint.settings
  const object = { ...identity.fields, description: identity.describe() }
  return waitedTooLong(object, { handler: name, holder: name, callTimeout })
}
