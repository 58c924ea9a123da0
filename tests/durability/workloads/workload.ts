import type { Random } from '../random.ts'

/** What clients do to one object, and what must hold whenever the process is killed. */
export interface Workload {
  /** One call. Rejects with ConnectionLost when no answer came. */
  act(url: string, random: Random): Promise<void>
  /** Reads the object while nobody else uses it, and compares. */
  check(url: string): Promise<void>
}

let lastId = 0

export function createId(prefix: string): string {
  lastId += 1
  return `${prefix}-${lastId}`
}
