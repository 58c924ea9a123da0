import { type CrashPoint, testObject, testTime } from '@cloudwerk/durable-object/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { objectOf } from '../calls.ts'
import { type Program, programs } from '../objects/programmed.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const work = (after?: string): CrashPoint => ({ during: 'work', ...(after && { after }) })

/** Each point of a job with two steps and two more beside each other, and of the job that it enqueues. */
const points: CrashPoint[] = [
  work('once:first'),
  work('once:second'),
  work('once:left'),
  work('once:right'),
  work(),
  { during: 'again' },
]
/** Two in a row: the third run without a word would be the last. */
const pairs = [
  [work('once:first'), work('once:right')],
  [work('once:second'), work('once:second')],
  [work('once:left'), work()],
  [work(), work()],
  [work(), { during: 'again' }],
]
const nameOf = (parts: CrashPoint[]) =>
  parts.map(({ during, after }) => after ?? `end of ${during}`).join(', then ')

describe.each(['Working', 'WorkingWithSql', 'WorkingAtOnce'])('jobs of %s', (className) => {
  test.each([[], ...points.map((point) => [point]), ...pairs].map((all) => [nameOf(all), all]))(
    'change the object once and do each step once with a crash at: %s',
    async (title, crashes) => {
      const time = testTime('2026-03-08T06:00:00Z')
      const object = testObject(objectOf(className, `points ${title}`))
      const done: string[] = []
      const step = (name: string) => () => {
        done.push(name)
        return name
      }
      const second: Program = ({ state }) => state.log.push('child')
      const first: Program = async (self, job) => {
        const a = await job.once('first', step('first'))
        const b = await job.once('second', () => self.outside(step('second')))
        const both = await Promise.all([
          job.once('left', step('left')),
          job.once('right', () => self.outside(step('right'))),
        ])
        self.state.log.push(a, b, ...both)
        self.jobs.again(`points second ${title}`)
      }
      programs.set(`points first ${title}`, first)
      programs.set(`points second ${title}`, second)
      programs.set('points enqueue', ({ jobs }, program) => jobs.work(program, { delay: '1m' }))
      await object.methods.perform('points enqueue', `points first ${title}`)

      for (const point of crashes) {
        await object.crash(point)
        await time.advance('1m')
      }
      await time.advance('1h')
      expect(await object.state()).toEqual({ log: ['first', 'second', 'left', 'right', 'child'] })
      expect(done.toSorted()).toEqual(['first', 'left', 'right', 'second'])
      expect(await object.jobs()).toEqual([])
    },
  )
})
