import { fail } from '../fail.ts'
import { assertDuration } from './duration.ts'
import type { ObjectExpiry } from './schedules.ts'

const idleKeys = ['after', 'reads']

/** Throws for an expiry without a time, or with one that is none. */
export function assertExpires(where: string, { idle, after }: ObjectExpiry): void {
  if (idle === undefined && after === undefined) {
    fail(where, "has 'expires' without a time", "Give 'idle' or 'after'.")
  }
  if (after !== undefined) assertDuration(where, after, { path: 'expires.after', least: 1 })
  if (typeof idle === 'object' && idle !== null) assertIdle(where, idle)
  else if (idle !== undefined) assertDuration(where, idle, { path: 'expires.idle', least: 1 })
}

function assertIdle(where: string, idle: ObjectExpiry['idle'] & object): void {
  const unknown = Object.keys(idle).find((key) => !idleKeys.includes(key))
  if (unknown !== undefined) {
    fail(
      where,
      `has an unknown key 'expires.idle.${unknown}'`,
      `Known keys: ${idleKeys.join(', ')}.`,
    )
  }
  assertDuration(where, idle.after, { path: 'expires.idle.after', least: 1 })
  if (idle.reads === undefined || typeof idle.reads === 'boolean') return
  fail(where, "has 'expires.idle.reads' that is not a boolean", 'Use true, or leave it out.')
}
