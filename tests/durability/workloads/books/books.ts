import { setTimeout as wait } from 'node:timers/promises'
import { CallFailed, connect } from '../../client.ts'
import type { Random } from '../../random.ts'
import { expectFailure } from '../expect-failure.ts'
import type { Workload } from '../workload.ts'
import { type BackendName, createCourses } from './courses.ts'
import { type Audit, Expected } from './expected.ts'
import { chooseOperation, type Operation } from './operations.ts'

export interface BooksOptions {
  className: string
  name: string
  backend: BackendName
  random: Random
  /** An outside server that handlers call. */
  outsideUrl: string
}

export interface BooksLoad extends Workload {
  /** Waits until the alarm has carried out all plans. */
  finishPlans(url: string): Promise<void>
}

/** Makes moves in account books of which the object keeps copies. Checks that these never differ. */
export function createBooksLoad(options: BooksOptions): BooksLoad {
  const { className, name, backend, random } = options
  const courses = createCourses(random, { backend, url: options.outsideUrl })
  const expected = new Expected()
  const audits =
    backend === 'key-value' ? ['audit', 'look'] : ['audit', 'auditAtOnce', 'look', 'lookAtOnce']

  const audit = async (url: string, method = 'audit'): Promise<Audit> => {
    const check = expected.prepare()
    const found = await connect(url, className, name).call<Audit>(method)
    check(found)
    return found
  }
  const perform = async (url: string, operation: Operation): Promise<void> => {
    const { method, args, early, late, perhaps, failsWith } = operation
    const books = connect(url, className, name)
    const check = expected.prepare()
    expected.allow([...early, ...perhaps, ...(failsWith === undefined ? late : [])])
    if (random.chance(0.03)) return books.abandon(random.integer(1, 10), method, ...args)
    try {
      const answer = await books.call<number[] | Audit | null>(method, ...args)
      if (failsWith !== undefined) throw new Error(`${method} did not fail with '${failsWith}'`)
      expected.confirm([...early, ...late], Array.isArray(answer) ? answer : [])
      if (answer && 'state' in answer) check(answer)
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      if (failsWith !== undefined && error.message.includes(failsWith)) expected.confirm(early)
      else if (/nothing of it was stored/i.test(error.message)) expected.forbid([...early, ...late])
      else throw error
    }
  }
  const close = async (url: string, upTo: number): Promise<void> => {
    const throws = random.chance(0.3)
    const call = connect(url, className, name).call(
      'close',
      upTo,
      courses.slow(throws ? 'throws' : 'returns'),
    )
    await (throws ? expectFailure(call) : call)
  }
  return {
    async act(url) {
      const { closable } = expected
      if (closable !== undefined && random.chance(0.02)) await close(url, closable)
      else if (random.chance(0.1)) await audit(url, random.pick(audits))
      else await perform(url, chooseOperation(random, courses))
    },
    async check(url) {
      expected.settle(await audit(url))
      // getAlarm returns null while the alarm handler waits for its turn.
      while (!isPlannedFor(await audit(url))) await wait(5)
    },
    async finishPlans(url) {
      while ((await audit(url)).state.plans.length > 0) {
        await connect(url, className, name).call('ring')
        await wait(20)
      }
    },
  }
}

function isPlannedFor({ state, hasAlarm }: Audit): boolean {
  return hasAlarm === true || state.plans.length === 0
}
