import { defineDurableObject } from '@cloudwerk/durable-object'
import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { testObject, testTime } from '@cloudwerk/durable-object/testing'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { join } from '../live/page.ts'
import { type Program, programs } from '../objects/programmed.ts'
import { connect } from '../sockets/socket-client.ts'
import { remembered, wrongMemories } from './objects/remembering.ts'

let count = 0

/** Runs a function as a method of an object. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
function run([className, name]: readonly [string, string], program: Program): Promise<any> {
  return send([className, name], 'perform', program)
}

/** The same in a method that only reads. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
function read([className, name]: readonly [string, string], program: Program): Promise<any> {
  return send([className, name], 'read', program)
}

function send([className, name]: readonly [string, string], method: string, program: Program) {
  const key = `memory ${++count}`
  programs.set(key, program)
  return objectOf(className, name)[method](key)
}

const madeOf: Program = ({ memory }) => memory.made
const logOf: Program = ({ memory }) => [...memory.log]

describe.each(['Remembering', 'RememberingRows', 'RememberingOnceChanged'])(
  'the memory of a %s',
  (className) => {
    const at = (name: string) => [className, `memory ${name}`] as const

    test('lives until the object sleeps, and is made again when it wakes', async () => {
      const visit = () => objectOf(...at('visits')).visit('ann')
      expect([await visit(), await visit()]).toEqual([1, 2])
      const made = await run(at('visits'), madeOf)
      await restartObjects()
      expect(await visit()).toBe(1)
      expect(await run(at('visits'), madeOf)).toBeGreaterThan(made)
      expect(await run(at('visits'), ({ state }) => state.visits)).toBe(3)
    })

    test('is one for all handlers, and made before start', async () => {
      const seen = await run(at('order'), (self) => {
        self.help()
        return [...self.memory.log]
      })
      expect(seen).toEqual(['start', 'helper'])
      const { socket, messages } = await connect(objectOf(...at('order')))
      socket.send('x')
      const handlers = ['start', 'helper', 'fetch', 'accept', 'open', 'message']
      await expect.poll(() => messages).toEqual([JSON.stringify(handlers)])
    })

    test('is not undone by a handler that fails', async () => {
      const failing: Program = (self) => {
        self.state.visits = 7
        self.memory.log.push('failing')
        throw new Error('on purpose')
      }
      expect(await messageOf(run(at('undone'), failing))).toBe('on purpose')
      expect(await run(at('undone'), ({ state }) => state.visits)).toBe(0)
      expect(await run(at('undone'), logOf)).toEqual(['start', 'failing'])
    })

    test('may be changed by a method that only reads', async () => {
      await read(at('reads'), ({ memory }) => memory.log.push('reads'))
      expect(await read(at('reads'), logOf)).toEqual(['start', 'reads'])
    })

    test('is made anew after deleteAll, after destroy and after abort', async () => {
      const made = [await run(at('ends'), madeOf)]
      const ends: Program[] = [
        ({ ctx }) => ctx.storage.deleteAll(),
        ({ ctx }) => ctx.destroy(),
        ({ ctx }) => ctx.abort('on purpose'),
      ]
      for (const end of ends) {
        await run(at('ends'), end).catch(() => undefined)
        made.push(await run(at('ends'), madeOf))
        expect(await run(at('ends'), logOf)).toEqual(['start'])
      }
      expect(new Set(made).size).toBe(4)
    })

    test('stays until the end of the handler that deletes everything', async () => {
      const [before, after] = await run(at('deletes'), async (self) => {
        const { made } = self.memory
        await self.ctx.storage.deleteAll()
        return [made, self.memory.made]
      })
      expect(after).toBe(before)
    })

    test('is made anew where the state of a deleted object is assigned', async () => {
      const made = await run(at('recreated'), madeOf)
      await run(at('recreated'), async (self) => {
        await self.ctx.storage.deleteAll()
        expect(self.memory.made).toBe(made)
        self.state = { visits: 5, log: [] }
      })
      expect(await run(at('recreated'), logOf)).toEqual(['start'])
      expect(await run(at('recreated'), madeOf)).toBeGreaterThan(made)
    })

    test('can be used by init', async () => {
      const [, name] = at('init')
      programs.set(`init ${name}`, ({ memory }) => {
        memory.log.push('init')
        return { visits: 0, log: [] }
      })
      expect(await run(at('init'), logOf)).toEqual(['init', 'start'])
    })

    test('is made anew where start fails', async () => {
      const [, name] = at('start')
      programs.set(`start ${name}`, ({ memory }) => {
        memory.log.push('failed')
        throw new Error('on purpose')
      })
      expect(await messageOf(run(at('start'), logOf))).toBe('on purpose')
      programs.delete(`start ${name}`)
      expect(await run(at('start'), logOf)).toEqual(['start'])
    })

    test('fails the call where making it fails, and is tried again', async () => {
      const [, name] = at('making')
      programs.set(`memory ${name}`, (ctx) => {
        ctx.storage.kv.put('half', 1)
        throw new Error('on purpose')
      })
      expect(await messageOf(run(at('making'), logOf))).toBe('on purpose')
      programs.set(`memory ${name}`, (ctx) => ctx.storage.kv.put('made', 1))
      expect(await run(at('making'), logOf)).toEqual(['start'])
      const keys: Program = async ({ ctx }) => [...(await ctx.storage.list()).keys()]
      expect(await run(at('making'), keys)).toEqual(['made'])
    })

    test('may keep ctx, which acts for the handler that runs', async () => {
      await run(at('kept'), ({ memory }) => memory.ctx.storage.put('a', 1))
      const undone: Program = ({ memory }) => {
        memory.ctx.storage.put('b', 1)
        throw new Error('on purpose')
      }
      expect(await messageOf(run(at('kept'), undone))).toBe('on purpose')
      const keys: Program = async ({ memory }) => [...(await memory.ctx.storage.list()).keys()]
      expect(await run(at('kept'), keys)).toEqual(['a'])
    })

    test('is the same in code that goes on after its handler', async () => {
      await run(at('later'), (self) => {
        const { memory } = self
        memory.timer = setTimeout(() => self.memory.log.push(memory === self.memory), 1)
      })
      await expect.poll(() => run(at('later'), logOf)).toEqual(['start', true])
    })

    test('is not replaced, and the error says how it is changed', async () => {
      const replacing: Program = (self) => {
        self.memory = {}
      }
      await expectError(run(at('replaced'), replacing), {
        mentions: ['this.memory', 'in place', 'this.memory.cache ='],
      })
    })

    test('is not stored, and not sent', async () => {
      const object = testObject(objectOf(...at('stored')))
      await run(at('stored'), ({ memory, state }) => {
        state.visits = 1
        memory.log.push('here')
      })
      expect(await object.state()).toEqual({ visits: 1, log: [] })
      await expectError(
        run(at('stored'), (self) => {
          self.state.log = [self.memory.visits]
        }),
        { mentions: ['state.log[0]', 'Visits'] },
      )
    })
  },
)

test('alarms, jobs and schedules have the memory', async () => {
  const time = testTime('2026-05-01T12:00:00Z')
  const at = ['Remembering', 'memory in time'] as const
  await run(at, async ({ ctx, jobs }) => {
    jobs.note()
    await ctx.storage.setAlarm(Date.now() + 1_000)
  })
  await time.advance('13h')
  expect(await run(at, logOf)).toEqual(['start', 'job', 'alarm', 'schedule'])
})

test('calls of pages have the memory', async () => {
  const page = await join(['Remembering', 'memory of pages'])
  page.send('call', 1, 'visit', ['ann'])
  page.send('call', 2, 'visit', ['ann'])
  expect(await page.answer(2)).toEqual(['result', 2])
})

test('a test sees and fills the memory, with types, and a crash empties it', async () => {
  const object = testObject(objectOf('Remembered', 'memory in a test'), remembered)
  await object.memory((memory) => {
    expectTypeOf(memory.seen).toEqualTypeOf<Map<string, number>>()
    memory.seen.set('ann', 5)
  })
  expect(await object.methods.see('ann')).toBe(6)
  const { seen } = await object.memory()
  expectTypeOf(seen).toEqualTypeOf<Map<string, number>>()
  expect(seen).toEqual(new Map([['ann', 6]]))
  expect(await object.memory((memory) => memory.seen === seen)).toBe(true)
  for (const end of [object.crash, object.restart, object.evict]) {
    await object.methods.see('bob')
    await end()
    expect((await object.memory()).seen.size).toBe(0)
  }
})

test('a test of an object without memory is told so', async () => {
  const object = testObject(objectOf('Inspected', 'without memory'))
  await expectError(
    object.memory((memory) => memory),
    { mentions: ['Inspected', 'memory: () =>'] },
  )
})

test('what a test throws in the memory comes back to it', async () => {
  const object = testObject(objectOf('Remembered', 'memory throws'), remembered)
  const call = object.memory(() => {
    throw new RangeError('on purpose')
  })
  await expect(call).rejects.toThrow(new RangeError('on purpose'))
})

test.each([
  ['a promise', async () => ({}), /promise.*start\(\)/],
  ['a promise that fails', () => Promise.reject(new Error('on purpose')), /promise.*start\(\)/],
  ['nothing', () => {}, /undefined.*Return an object/],
  ['null', () => null, /null.*Return an object/],
  ['a number', () => 5, /number.*Return an object/],
  ['a function', () => () => ({}), /function.*Return an object/],
])('a memory that is %s is refused, with what to do', async (title, make, mention) => {
  wrongMemories.set(title, make)
  const call = () => objectOf('Misremembering', title).get()
  const expected = {
    code: 'DURABLE_OBJECT_CONFIG',
    mentions: [`memory of Misremembering '${title}'`, mention],
  }
  await expectError(call(), expected)
  await expectError(call(), expected)
})

test('the function that makes the memory has no this', async () => {
  wrongMemories.set('this', function (this: unknown) {
    return { self: this }
  })
  expect(await objectOf('Misremembering', 'this').get()).toEqual({ self: undefined })
})

test.each(['methods', 'helpers'])('%s cannot have the name beside the key', (group) => {
  const functions = { [group]: { memory() {} } }
  const definition = defineDurableObject({ memory: () => ({}), ...functions })
  expect(() => toDurableObjectClass(definition, { name: 'Clashing' })).toThrow(
    `Clashing has a ${group.slice(0, -1)} 'memory' beside the key 'memory'. Rename the`,
  )
  const alone = defineDurableObject(functions)
  expect(() => toDurableObjectClass(alone, { name: 'Free' })).not.toThrow()
})
