import { expect, test } from 'vitest'
import { ask } from './asking.ts'
import { messageOf } from './calls.ts'
import type { Program } from './objects/programmed.ts'
import { sleep } from './objects/sleep.ts'

const classes = ['Asked', 'AskedRows', 'AskedLegacy']

const length: Program = ({ state }) => state.log.length
const push: Program = ({ state }) => state.log.push('a')

test.each(classes)('a read of %s that follows a write sees it', async (className) => {
  const calls = Array.from({ length: 20 }, () => [
    ask([className, 'follows', 'change'], push),
    ask([className, 'follows', 'read'], length),
  ])
  const lengths = await Promise.all(calls.flat())
  expect(lengths).toEqual(calls.flatMap((_, index) => [index + 1, index + 1]))
})

test.each(classes)('neither reads nor writes of %s keep the others out', async (className) => {
  for (const [busy, other] of [
    ['read', 'change'],
    ['change', 'read'],
  ] as const) {
    let ends = false
    const many = Array.from({ length: 4 }, async () => {
      while (!ends) await ask([className, 'busy', busy], () => sleep(1))
    })
    for (let n = 0; n < 10; n++) await ask([className, 'busy', other], length)
    ends = true
    await Promise.all(many)
  }
})

test.each(classes)(
  'a read of %s that comes back from outside waits for nobody who came later',
  async (className) => {
    const begun = Promise.withResolvers<void>()
    const others = Promise.withResolvers<void>()
    const last = Promise.withResolvers<void>()
    const first = ask([className, 'back', 'read'], (self) => {
      begun.resolve()
      return self.outside(() => others.promise)
    })
    await begun.promise
    // It would wait for ever if the first one waited for it.
    const second = ask([className, 'back', 'read'], async () => {
      await Promise.race([last.promise, sleep(800).then(() => Promise.reject(new Error('late')))])
      return 'second'
    })
    const writer = ask([className, 'back', 'change'], push)
    await sleep(20)
    others.resolve()
    await first
    last.resolve()
    expect(await second).toBe('second')
    expect(await writer).toBe(1)
  },
)

test.each(classes)(
  'a read of %s that takes too long is ended where a write waits, and nowhere else',
  async (className) => {
    const slow: Program = () => sleep(1_300)
    expect(await messageOf(ask([className, 'slow', 'read'], slow))).toContain('no error')
    const [ended, written, read] = await Promise.all([
      messageOf(ask([className, 'slow', 'read'], slow)),
      ask([className, 'slow', 'change'], push),
      ask([className, 'slow', 'read'], length),
    ])
    expect(ended).toContain(`'read' held ${className} 'slow' for more than 1000 ms`)
    expect([written, read]).toEqual([1, 1])
  },
)

test.each(classes)(
  'a read of %s outside sees the new state, and fails once it is deleted',
  async (className) => {
    const ended = Promise.withResolvers<void>()
    const outside: Program = async (self) => {
      const { log } = self.state
      const before = log.length
      await self.outside(() => ended.promise)
      return [before, log.length]
    }
    const seen = ask([className, 'outside', 'read'], outside)
    await ask([className, 'outside', 'change'], push)
    ended.resolve()
    expect(await seen).toEqual([0, 1])

    const again = Promise.withResolvers<void>()
    const failed = messageOf(
      ask([className, 'outside', 'read'], (self) => self.outside(() => again.promise)),
    )
    await ask([className, 'outside', 'change'], ({ ctx }) => ctx.storage.deleteAll())
    again.resolve()
    expect(await failed).toContain(`was deleted while 'read' was in this.outside()`)
    expect(await ask([className, 'outside', 'read'], length)).toBe(0)
  },
)
