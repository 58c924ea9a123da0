import { testTime } from '@cloudwerk/durable-object/testing'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { messageOf, restartObjects } from '../calls.ts'
import { programs, ScheduleModel, type Step } from './schedule-model.ts'
import { perform, release, stateOf, storages, touch, useStorage } from './scheduled.ts'

/** `RUNS=500 SEED=7` runs more and other programs. A failure shows its program. */
const numRuns = Number(process.env.RUNS) || 15
const seed = Number(process.env.SEED) || 1
const start = '2026-03-02T06:07:00Z'
let count = 0

test.each(storages)(
  '%s, schedules run as the same steps make of plain data',
  async (...storage) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    useStorage(...storage)
    const time = testTime(start)
    const ran: Record<string, { grid: number[]; clock: number[] }> = {}
    let broken = 0
    await release({
      init(this: { name: string }) {
        ran[this.name] ??= { grid: [], clock: [] }
        return { touched: 0, runs: [] }
      },
      schedules: {
        grid: {
          every: '10m',
          async run(this: { name: string }, { at, missed }: { at: Date; missed: number }) {
            broken -= 1
            if (broken >= 0) throw new Error('on purpose')
            expect(missed).toBe(0)
            ran[this.name]?.grid.push(at.getTime())
          },
        },
        clock: {
          ...{ cron: '*/15 * * * *', spread: 0 },
          run(this: { name: string }, { at, missed }: { at: Date; missed: number }) {
            expect(missed).toBe(0)
            ran[this.name]?.clock.push(at.getTime())
          },
        },
      },
    })

    async function take(name: string, step: Step, model: ScheduleModel): Promise<void> {
      switch (step.does) {
        case 'wait': {
          // Until what has failed has been tried again.
          const wait = step.minutes * 60_000 + 30_000
          await time.advance(wait)
          return model.wait(wait)
        }
        case 'change':
          await touch(name)
          return model.commit()
        case 'read':
          return void (await stateOf(name))
        case 'fail':
          return void (await messageOf(
            perform(name, ({ ctx, state }) => {
              state.touched += 1
              ctx.schedules.set('grid', { every: '1m' })
              throw new Error('on purpose')
            }),
          ))
        case 'restart':
          return restartObjects()
        case 'destroy':
          await perform(name, ({ ctx }) => ctx.destroy())
          return model.destroy()
        case 'break':
          broken = step.runs
          return
        case 'every':
          await perform(name, ({ ctx }) =>
            step.minutes === undefined
              ? ctx.schedules.reset('grid')
              : ctx.schedules.set('grid', { every: step.minutes * 60_000 }),
          )
          return model.every(step.minutes)
        case 'cron':
          await perform(name, ({ ctx }) =>
            step.minutes === undefined
              ? ctx.schedules.reset('clock')
              : ctx.schedules.set('clock', { cron: `*/${step.minutes} * * * *` }),
          )
          return model.cron(step.minutes)
      }
    }

    const check = fc.asyncProperty(programs, async (program) => {
      count += 1
      broken = 0
      const name = `random ${count}`
      const model = new ScheduleModel(Date.now())
      for (const step of program) await take(name, step, model)
      await take(name, { does: 'wait', minutes: 60 }, model)
      const found = Object.entries(ran).find(([key]) => key.startsWith(`${name} `))
      expect(found?.[1] ?? { grid: [], clock: [] }).toEqual(model.ran)
      await perform(name, ({ ctx }) => ctx.destroy())
    })
    await fc.assert(check, { numRuns, seed })
  },
)
