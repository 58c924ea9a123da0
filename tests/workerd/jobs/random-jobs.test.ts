import { testObject } from '@cloudwerk/durable-object/testing'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { breakDisk, makeDiskBreakable, repairDisk } from '../commits/random-handlers/disk.ts'
import { alarmOf, perform } from '../programs.ts'
import { type Handler, later, Model, programs, type Step } from './objects/job-model.ts'
import { workingClasses } from './objects/job-programs.ts'

/** `RUNS=2000 SEED=7` runs more and other programs. A failure shows its program. */
const numRuns = Number(process.env.RUNS) || 25
const seed = Number(process.env.SEED) || 1
let count = 0

// biome-ignore lint/suspicious/noExplicitAny: `this` of a handler
type Any = any

test.each(workingClasses)(
  'jobs and the alarm of %s are what the same steps make of plain data',
  async (className) => {
    const check = fc.asyncProperty(programs, async (program) => {
      count += 1
      const object: [string, string] = [className, `random ${count}`]
      const model = new Model()
      for (const handler of program) await runHandler(object, { model, handler })
    })
    const restore = await makeDiskBreakable(objectOf(className, 'any'))
    await fc.assert(check, { numRuns, seed }).finally(restore)
  },
)
afterAll(restartObjects)

async function runHandler(
  object: [string, string],
  { model, handler }: { model: Model; handler: Handler },
): Promise<void> {
  const stub = () => objectOf(...object)
  // It has to have something to write.
  const steps = handler.ends === 'unwritten' ? [...handler.steps, change] : handler.steps
  await stub().read()
  if (handler.ends === 'unwritten') await testObject(stub()).failNextWrite()
  const performed = perform(object, async (self) => {
    await runSteps(self, { model, steps })
    if (handler.ends === 'failed') throw new Error('on purpose')
    if (handler.ends === 'broken') breakDisk(handler.breaksAt)
  })
  // And not what is expected within it.
  const message = await messageOf(performed)
  repairDisk()
  expect(message).toMatch(endings[handler.ends])
  if (message.startsWith('no error')) model.commit()
  else model.undo()
  if (handler.restarts) await restartObjects()
  await compare(object, model)
}

const change: Step = { does: 'change' }

const endings: Record<Handler['ends'], RegExp> = {
  well: /^no error/,
  failed: /^on purpose$/,
  unwritten: /^the disk is full$/,
  // It may have had fewer writes.
  broken: /^the disk failed$|^no error/,
}

async function runSteps(
  self: Any,
  { model, steps }: { model: Model; steps: Step[] },
): Promise<void> {
  for (const step of steps) {
    await runStep(self, { model, step })
    expect(shown(self.ctx.jobs.list())).toEqual(model.jobs)
    expect(await self.ctx.storage.getAlarm()).toBe(model.alarm)
  }
}

async function runStep(self: Any, { model, step }: { model: Model; step: Step }): Promise<void> {
  const { ctx, jobs, state } = self
  switch (step.does) {
    case 'enqueue': {
      const payload = `job ${Math.random()}`
      const { key, onKey, after } = step
      jobs.slow(payload, { at: later + after, key, onKey })
      return model.enqueue(payload, step)
    }
    case 'cancel':
      return expect(ctx.jobs.cancel(step.key)).toBe(model.cancel(step.key))
    case 'alarm': {
      const at = step.after === null ? null : later + step.after
      await (at === null ? ctx.storage.deleteAlarm() : ctx.storage.setAlarm(at))
      return model.setAlarm(at)
    }
    case 'change':
      return void state.log.push('x')
    case 'outside':
      await self.outside(() => undefined)
      return model.commit()
    case 'try':
      return tryStep(self, { model, step })
  }
}

async function tryStep(
  self: Any,
  { model, step }: { model: Model; step: Extract<Step, { does: 'try' }> },
): Promise<void> {
  const undo = model.mark()
  const inner = self.transaction(async () => {
    await runSteps(self, { model, steps: step.steps })
    if (step.fails) throw new Error('inner')
  })
  if (!step.fails) return inner
  await expect(inner).rejects.toThrow('inner')
  undo()
}

function shown(jobs: { payload: unknown; key: unknown; at: unknown }[]): object[] {
  return jobs.map(({ payload, key, at }) => ({ payload, key, at }))
}

async function compare(object: [string, string], model: Model): Promise<void> {
  expect(shown(await objectOf(...object).listed())).toEqual(model.jobs)
  expect(await perform(object, ({ ctx }) => ctx.storage.getAlarm())).toBe(model.alarm)
  // An early ring finds nothing and moves itself.
  const ring = await alarmOf(objectOf(...object))
  if (model.due !== undefined)
    expect(ring ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(model.due)
}
