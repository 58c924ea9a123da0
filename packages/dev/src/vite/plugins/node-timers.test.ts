import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { promisesModule, timersModule } from './node-timers.ts'

const toUrl = (code: string) =>
  `data:text/javascript,${encodeURIComponent(code).replaceAll("'", '%27')}`
const evaluate = (code: string) =>
  import(toUrl(code.replace('cloudwerk-timers/promises', toUrl(promisesModule))))

test('node:timers/promises is replaced by the global timers', async () => {
  const {
    default: all,
    setTimeout,
    setImmediate,
    setInterval,
    scheduler,
  } = await evaluate(promisesModule)
  expect(Object.keys(all)).toEqual(['setTimeout', 'setImmediate', 'setInterval', 'scheduler'])
  expect(await setTimeout(1, 'value')).toBe('value')
  expect(await setImmediate('now')).toBe('now')
  await scheduler.wait(1)
  await scheduler.yield()
  const seen: string[] = []
  for await (const value of setInterval(1, 'tick')) if (seen.push(value) === 3) break
  expect(seen).toEqual(['tick', 'tick', 'tick'])
})

test('a signal ends the wait with its reason as the cause', async () => {
  const { setTimeout, scheduler } = await evaluate(promisesModule)
  const aborted = AbortSignal.abort('why')
  await expect(setTimeout(60_000, 1, { signal: aborted })).rejects.toMatchObject({
    name: 'AbortError',
    cause: 'why',
  })
  const controller = new AbortController()
  const waiting = scheduler.wait(60_000, { signal: controller.signal })
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
})

test('node:timers is replaced by the global timers, also when promisified', async () => {
  const timers = await evaluate(timersModule)
  const order: string[] = []
  const cleared = timers.setTimeout(() => order.push('cleared'), 1)
  timers.clearTimeout(cleared)
  await new Promise<void>((resolve) => {
    timers.setTimeout((text: string) => resolve(void order.push(text)), 2, 'argument')
  })
  expect(await promisify(timers.setTimeout)(1, 'promised' as never)).toBe('promised')
  expect(order).toEqual(['argument'])
})
