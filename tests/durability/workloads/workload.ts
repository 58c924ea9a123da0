import type { Random } from '../random.ts'

/** The calls that clients make to one object, and the check that must pass after each kill. */
export interface Workload {
  /** Makes one call. Rejects with ConnectionLost if there was no response. */
  act(url: string, random: Random): Promise<void>
  /** Reads the object and checks it. No other calls run at that time. */
  check(url: string): Promise<void>
}

let lastId = 0

export function createId(prefix: string): string {
  lastId += 1
  return `${prefix}-${lastId}`
}
