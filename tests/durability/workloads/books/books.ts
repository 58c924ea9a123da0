import { setTimeout as wait } from 'node:timers/promises'
import { connect } from '../../client.ts'
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
  /** An outside server that handlers ask. */
  outsideUrl: string
}

export interface BooksLoad extends Workload {
  /** Has the alarm carry out what is planned. */
  finishPlans(url: string): Promise<void>
}

/** Books that are kept three times over never differ from themselves. */
export function createBooksLoad(options: BooksOptions): BooksLoad {
  const { className, name, backend, random } = options
  const courses = createCourses(random, { backend, url: options.outsideUrl })
  const expected = new Expected()
  const audits = backend === 'key-value' ? ['audit'] : ['audit', 'auditAtOnce']

  const audit = async (url: string, method = 'audit'): Promise<Audit> => {
    const check = expected.prepare()
    const found = await connect(url, className, name).call<Audit>(method)
    check(found)
    return found
  }
  const perform = async (url: string, operation: Operation): Promise<void> => {
    const { method, args, early, late, perhaps, failsWith } = operation
    const books = connect(url, className, name)
    expected.allow([...early, ...perhaps, ...(failsWith === undefined ? late : [])])
    if (random.chance(0.03)) return books.abandon(random.integer(1, 10), method, ...args)
    if (failsWith === undefined) {
      const places = await books.call<number[] | undefined>(method, ...args)
      expected.confirm([...early, ...late], places)
    } else {
      await expectFailure(books.call(method, ...args), failsWith)
      expected.confirm(early)
    }
  }
  const close = async (url: string, upTo: number): Promise<void> => {
    const throws = random.chance(0.3)
    const call = connect(url, className, name).call('close', upTo, courses.slow(throws))
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
      // While the alarm waits for its turn there is none to be seen.
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
