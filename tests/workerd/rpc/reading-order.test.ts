import { expect, test } from 'vitest'
import { ask } from '../asking.ts'
import { messageOf } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'
import type { Program } from '../objects/programmed.ts'
import { sleep } from '../objects/sleep.ts'

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

test.each(classes)('neither reads nor writes of %s starve the other kind', async (className) => {
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
  'a read of %s that returns from outside() does not wait for calls that came later',
  async (className) => {
    const begun = Promise.withResolvers<void>()
    const others = Promise.withResolvers<void>()
    const last = Promise.withResolvers<void>()
    const first = ask([className, 'back', 'read'], (self) => {
      begun.resolve()
      return self.outside(() => others.promise)
    })
    await begun.promise
    // It would hold the object until its time limit if the first one waited for it.
    const second = ask([className, 'back', 'read'], () => last.promise.then(() => 'second'))
    const writer = ask([className, 'back', 'change'], push)
    // The writer has time to arrive. One that comes later makes the test weaker, but never fails it.
    await sleep(20)
    others.resolve()
    await first
    last.resolve()
    expect(await second).toBe('second')
    expect(await writer).toBe(1)
  },
)

test.each(classes)(
  'a read of %s that takes too long is ended only if a write waits',
  async (className) => {
    const slow: Program = () => sleep(1_300)
    expect(await messageOf(ask([className, 'slow', 'read'], slow))).toContain('no error')
    const [ended, written, read] = await Promise.all([
      messageOf(ask([className, 'slow', 'read'], slow)),
      ask([className, 'slow', 'change'], push),
      ask([className, 'slow', 'read'], length),
    ])
    expectMentions(ended, "'read'", `${className} 'slow'`, '1000 ms')
    expect([written, read]).toEqual([1, 1])
  },
)

test.each(classes)(
  'a read of %s that is outside sees the new state, and fails once the object is deleted',
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
    expectMentions(await failed, `${className} 'outside'`, "'read'", 'deleted', 'this.outside()')
    expect(await ask([className, 'outside', 'read'], length)).toBe(0)
  },
)
