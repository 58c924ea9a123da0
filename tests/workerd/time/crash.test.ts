import { durableObjects } from '@cloudwerk/core/bindings'
import { testObject, testTime } from '@cloudwerk/durable-object/testing'
import { describe, expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { Gate } from '../objects/gate.ts'
import { type Program, programs } from '../objects/programmed.ts'

let count = 0

/** Runs a function as a method of an object. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
function run(stub: any, program: Program, method = 'change'): Promise<any> {
  const key = `crash ${++count}`
  programs.set(key, program)
  return stub[method](key)
}

const crashed = /Instance disposed by a test/

describe.each(['Asked', 'AskedRows'])('crash ends an object of %s', (className) => {
  const stubOf = (name: string) => objectOf(className, `crash ${name}`)
  const logOf = async (name: string) =>
    (await testObject(stubOf(name)).state())?.log as unknown[] | undefined

  test('at once, and the next call wakes it with what was stored', async () => {
    await run(stubOf('at once'), ({ state }) => state.log.push('stored'))
    await testObject(stubOf('at once')).crash()
    expect(await run(stubOf('at once'), ({ state }) => [...state.log], 'read')).toEqual(['stored'])
  })

  test('again and again, and the same test object wakes it', async () => {
    const object = testObject(stubOf('again'))
    const push = (value: string) => run(object.methods, ({ state }) => state.log.push(value))
    for (const value of ['a', 'b']) {
      await push(value)
      await object.crash()
    }
    await object.crash({ during: 'change' })
    expect(await messageOf(push('lost'))).toMatch(crashed)
    expect(await run(object.methods, ({ state }) => [...state.log], 'read')).toEqual(['a', 'b'])
  })

  test('while a handler runs, of which nothing is left', async () => {
    const gate = new Gate()
    const running = run(stubOf('running'), async (self) => {
      self.state.log.push('lost')
      self.ctx.storage.put('key', 'lost')
      await gate.pass()
    })
    const failed = messageOf(running)
    await gate.reached()
    await testObject(stubOf('running')).crash()
    expect(await failed).toMatch(crashed)
    gate.open()
    expect(await logOf('running')).toEqual([])
    expect(await run(stubOf('running'), ({ ctx }) => ctx.storage.get('key'))).toBeUndefined()
  })

  test('during a method that is running, at once', async () => {
    const gate = new Gate()
    const failed = messageOf(run(stubOf('now'), () => gate.pass()))
    await gate.reached()
    await testObject(stubOf('now')).crash({ during: 'change' })
    expect(await failed).toMatch(crashed)
    gate.open()
    expect(await run(stubOf('now'), () => 'works')).toBe('works')
  })

  test('during a method at its next call, when it has run, and once', async () => {
    const stub = () => stubOf('later')
    const add: Program = ({ state }) => state.log.push('added')
    await run(stub(), add)
    await testObject(stub()).crash({ during: 'change' })
    expect(await run(stub(), ({ state }) => [...state.log], 'read')).toEqual(['added'])
    let ran = 0
    const failed = messageOf(
      run(stub(), (self) => {
        ran += 1
        add(self)
      }),
    )
    expect(await failed).toMatch(crashed)
    expect(ran).toBe(1)
    expect(await logOf('later')).toEqual(['added'])
    await run(stub(), add)
    expect(await logOf('later')).toEqual(['added', 'added'])
  })

  test('during a method whose object sleeps or has never been called', async () => {
    await testObject(stubOf('new')).crash({ during: 'change' })
    expect(await messageOf(run(stubOf('new'), () => 1))).toMatch(crashed)
    expect(await run(stubOf('new'), () => 1)).toBe(1)
  })

  test('but not after its test, if it did not get there', async () => {
    await testObject(stubOf('after')).crash({ during: 'change' })
  })
  test('as this one shows', async () => {
    expect(await run(stubOf('after'), () => 1)).toBe(1)
  })

  test('without its timers', async () => {
    let fired = false
    await run(stubOf('timers'), () => {
      setTimeout(() => {
        fired = true
      }, 30)
    })
    await testObject(stubOf('timers')).crash()
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(fired).toBe(false)
  })

  test('while its alarm rings, which rings again at once', async () => {
    const time = testTime('2026-03-08T06:00:00Z')
    const told: unknown[] = []
    programs.set('alarm crash alarm', (self, info) => {
      told.push([info.retryCount, new Date().toISOString().slice(11, 16)])
      self.state.log.push('rang')
    })
    const name = 'alarm'
    await run(stubOf(name), ({ ctx }) => ctx.storage.setAlarm(Date.now() + 60_000))
    await testObject(stubOf(name)).crash({ during: 'alarm' })
    await time.advance('1h')
    expect(told).toEqual([
      [0, '06:01'],
      [0, '06:01'],
    ])
    expect(await logOf(name)).toEqual(['rang'])
  })

  test('keeps an alarm that was set, and none that was not stored', async () => {
    const time = testTime('2026-03-08T06:00:00Z')
    const rang: string[] = []
    programs.set('alarm crash kept', () => {
      rang.push(new Date().toISOString().slice(11, 16))
    })
    const setIn =
      (minutes: number): Program =>
      ({ ctx }) =>
        ctx.storage.setAlarm(Date.now() + minutes * 60_000)
    await run(stubOf('kept'), setIn(10))
    await testObject(stubOf('kept')).crash({ during: 'change' })
    expect(await messageOf(run(stubOf('kept'), setIn(5)))).toMatch(crashed)
    await time.advance('1h')
    expect(rang).toEqual(['06:10'])
  })

  test('but not for a name that it does not have', async () => {
    const object = testObject(stubOf('names'))
    await expect(object.crash({ during: 'chance' })).rejects.toThrow(
      /'chance', which is none of .*change.*alarm/,
    )
    await expect(object.crash({ after: 'once:send' })).rejects.toThrow(/after: 'once:send' alone/)
  })
})

describe.each([
  ['of durableObjects', () => durableObjects.Desk.getByName('crash stubs')],
  ['of the platform', () => objectOf('Desk', 'crash native stubs')],
])('stubs %s', (_, make) => {
  const stub = make()
  const object = testObject(stub)

  test('work again after a crash within advance, and so does their test object', async () => {
    const time = testTime('2026-03-08T06:00:00Z')
    await object.methods.order('tea')
    await object.crash({ during: 'mail' })
    await time.advance('1m')
    expect(await object.jobs()).toEqual([])
    expect(await object.methods.later()).toEqual([])
    // A stub of the platform itself stays broken.
    if (_ === 'of durableObjects') expect(await stub.later()).toEqual([])
  })

  test('work after a test with a time of its own', async () => {
    expect(await object.methods.later()).toEqual([])
    expect(await object.state()).toMatchObject({ sent: 1 })
  })
})

test('a class without the inspect option cannot be ended', async () => {
  const object = testObject(objectOf('Basics', 'crash'))
  await expect(object.crash()).rejects.toThrow(/inspect: true/)
})
