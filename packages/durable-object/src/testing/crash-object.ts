import { onTestFinished } from 'vitest'
import { crashes, crashReason } from '../runtime/traps.ts'
import { sleep } from './sleep.ts'

/** Where an object ends. */
export interface CrashPoint {
  /**
   * A method, a handler such as `alarm`, a job or a schedule: the object ends when that has run and nothing of it is
   * stored, or at once where it is running.
   */
  during?: string
  /** A point in it: `once:send` when the step `send` of the job is stored. */
  after?: string
}

interface Target {
  id: string
  /** Looks at the object, which ends if it has to. */
  inspect(): Promise<unknown>
}

/** Ends an object at once, or arranges for its end. */
export async function crashObject(
  { id, inspect }: Target,
  { during, after }: CrashPoint,
): Promise<void> {
  // It may be within a transaction, during which no call arrives.
  const looking = inspect()
  looking.catch(() => undefined)
  await Promise.race([looking, sleep(100)])
  assertPoint(id, { during, after })
  const trap = { during, after }
  crashes.traps.set(id, trap)
  if (crashes.inspections.get(id)?.isDue(trap) === false) {
    onTestFinished(() => {
      if (crashes.traps.get(id) === trap) crashes.traps.delete(id)
    })
    return
  }
  const ending = inspect().catch((error) => {
    if (!String(error).includes(crashReason)) throw error
  })
  let isOver = false
  await Promise.race([ending, waitUntil(() => isOver || crashes.traps.get(id) !== trap)])
  isOver = true
}

function assertPoint(id: string, { during, after }: CrashPoint): void {
  if (during === undefined && after !== undefined) {
    throw new TypeError(
      `crash got after: '${after}' alone. Say what it is in: { during: 'mail', after: '${after}' }.`,
    )
  }
  if (during === undefined) return
  const known = crashes.inspections.get(id)?.handlers
  if (!known || known.includes(during)) return
  throw new TypeError(
    `crash got during: '${during}', which is none of the methods, jobs, schedules and handlers of the object: ${known.join(', ')}.`,
  )
}

async function waitUntil(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(2)
}
