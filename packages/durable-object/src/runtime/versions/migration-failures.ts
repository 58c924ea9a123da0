import { DurableObjectMigrationError } from '../../errors.ts'
import { clock } from '../time/clock.ts'
import type { SleepingObject } from '../waking/sleeping-object.ts'

interface Failure {
  error: DurableObjectMigrationError
  /** When it is tried again, in milliseconds. */
  until: number
}

/** How long calls get the same error before the object is migrated again. */
const pause = 30_000

const failures = new WeakMap<object, Failure>()

/** Throws the last failure again, unless it is time for another try. */
export function assertMayMigrate(object: SleepingObject): void {
  const failure = failures.get(object)
  if (!failure) return
  if (clock.now() < failure.until) throw failure.error
  failures.delete(object)
}

/** From one version to another; `from` is 0 for an object that has no data of this class. */
export interface Way {
  from: number
  to: number
}

interface Step extends Way {
  step: string
}

/** Runs a step. What it throws becomes the error of each call until the next try. */
export function runStep(object: SleepingObject, step: Step, fn: () => void): void {
  try {
    fn()
  } catch (cause) {
    throw noteFailure(object, { ...step, cause })
  }
}

export function noteFailure(
  object: SleepingObject,
  { from, to, step, cause }: Step & { cause: unknown },
): DurableObjectMigrationError {
  const { identity } = object
  const reason = cause instanceof Error ? cause.message : String(cause)
  const way = from === 0 ? `to version ${to}` : `from version ${from} to version ${to}`
  const error = new DurableObjectMigrationError(
    `${identity.describe()} could not be migrated ${way}: ${step} failed: ${reason}${/[.!?]$/.test(reason) ? '' : '.'} Nothing of it was changed. It is tried again after ${pause / 1000} s, and when the object wakes.`,
    { ...identity.fields, from, to, step, cause },
  )
  failures.set(object, { error, until: clock.now() + pause })
  return error
}
