import { expect, test } from 'vitest'
import { caught, messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError, expectMentions } from '../expect-error.ts'
import { Gate } from '../objects/gate.ts'
import { alarmOf, keysOf, perform, programmedClasses } from '../programs.ts'
import type { Step } from './objects/keys.ts'

const classes = ['Keys', 'LegacyKeys']
const names = [
  'a',
  'b',
  'ab',
  'b\u0301',
  'z',
  '\uffff',
  '\u{1f600}',
  '\u{1f600}a',
  '\ue000',
  'é',
  '',
]

/** Returns the same numbers for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

function randomSteps(pick: (below: number) => number): Step[] {
  const kinds: Step['do'][] = [
    'put',
    'put',
    'putMany',
    'delete',
    'deleteMany',
    'setAlarm',
    'deleteAlarm',
  ]
  return Array.from({ length: pick(8) }, () => {
    const what = kinds[pick(kinds.length)] as Step['do']
    const keys = names.filter(() => pick(4) === 0)
    return { do: what, keys, value: what === 'setAlarm' ? Date.now() + 1e6 + pick(1e6) : pick(100) }
  })
}

function randomLists(pick: (below: number) => number): DurableObjectListOptions[] {
  const maybe = <T>(value: T) => (pick(3) === 0 ? value : undefined)
  return Array.from({ length: 12 }, () => {
    const start = maybe(names[pick(names.length)])
    const options = {
      start,
      startAfter: start === undefined ? maybe(names[pick(names.length)]) : undefined,
      end: maybe(names[pick(names.length)]),
      prefix: maybe(names[pick(names.length)]),
      reverse: pick(2) === 0,
      limit: maybe(1 + pick(5)),
    }
    return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  })
}

test.each(classes)(
  'a handler of %s sees its own writes as other handlers do after the commit',
  async (name) => {
    for (let seed = 0; seed < 60; seed++) {
      const pick = random(seed * 7_919 + 1)
      const stub = objectOf(name, `program ${seed % 10}`)
      const lists = randomLists(pick)
      const within = await stub.perform(randomSteps(pick), lists)
      expect(await stub.see(lists), `seed ${seed}`).toEqual(within)
      const before = await stub.see(lists)
      for (const end of ['throw', 'refused']) {
        await caught(stub.perform(randomSteps(pick), lists, end))
        expect(await stub.see(lists), `seed ${seed}, ${end}`).toEqual(before)
      }
    }
  },
)

test.each(classes)(
  'the keys and the alarm of %s are stored by the commit, and not before',
  async (name) => {
    const put: Step[] = [
      { do: 'put', keys: ['a', 'b'], value: 1 },
      { do: 'setAlarm', keys: [], value: Date.now() + 1e6 },
    ]
    await objectOf(name, 'disk').perform(put, [])
    await caught(
      objectOf(name, 'disk').perform(
        [
          { do: 'delete', keys: ['a'] },
          { do: 'deleteAlarm', keys: [] },
        ],
        [],
        'throw',
      ),
    )
    await restartObjects()
    expect(await objectOf(name, 'disk').contents()).toEqual({
      keys: ['a', 'b'],
      hasAlarm: true,
      changed: 2,
    })
  },
)

test('storage.kv sees earlier writes, and a list shows the keys at the time of the call', async () => {
  const stub = objectOf('Keys', 'kv')
  expect(await stub.kvSees({ prefix: 'k' })).toEqual([[['kb', 2]], 2, undefined])
  expect(await stub.kvSees({ prefix: 'k', limit: 1, reverse: true })).toEqual([
    [['kc', 3]],
    2,
    undefined,
  ])
})

test('delete reports whether a key existed, before and after it is stored', async () => {
  const stub = objectOf('Keys', 'counts')
  expect(await stub.counts()).toEqual([true, false, false, 1, false])
  expect(await stub.counts()).toEqual([true, false, false, 1, false])
})

test('put stores a copy, and get returns one', async () => {
  expect(await objectOf('Keys', 'copies').copies()).toEqual({ list: [1] })
})

test('put leaves out undefined among several entries, and refuses it as a single value', async () => {
  const stub = objectOf('Keys', 'undefined')
  expect(await stub.putUndefined('entries')).toEqual(['a'])
  for (const how of ['one', 'kv'])
    await expectError(stub.putUndefined(how), { mentions: ['undefined', "'c'", "delete('c')"] })
})

test('put stores none of several entries if one cannot be stored', async () => {
  const [message, found] = await objectOf('Keys', 'one fails').putOneThatFails()
  expect(message).toMatch(/DataCloneError/)
  expect(found).toEqual([])
})

test('a commit of over 16 MB is refused at the call that exceeds it', async () => {
  const stub = objectOf('Keys', 'too much')
  await expectError(stub.fill(9, 1_900_000), {
    code: 'DURABLE_OBJECT_LIMIT',
    mentions: ["'k8'", '16000000', 'ctx.storage.sync()'],
  })
  expect((await stub.contents()).keys).toEqual([])
  await stub.fillWithSync(9, 1_900_000)
  expect((await stub.contents()).keys).toHaveLength(9)
})

test.each([
  ['sync', 'syncAndThrow', { keys: ['before'], hasAlarm: true, changed: 1 }],
  ['outside', 'outsideAndThrow', { keys: ['before'], hasAlarm: false, changed: 0 }],
])('%s is a commit point of keys, alarm and state', async (_name, method, contents) => {
  expect(await messageOf(objectOf('Keys', method)[method]())).toBe('later')
  await restartObjects()
  expect(await objectOf('Keys', method).contents()).toEqual(contents)
})

test('a savepoint that throws undoes keys and the alarm', async () => {
  const expected = { keys: ['before'], hasAlarm: false, changed: 0 }
  expect(await objectOf('Keys', 'savepoint').savepoint()).toEqual(expected)
  await restartObjects()
  expect(await objectOf('Keys', 'savepoint').contents()).toEqual(expected)
})

test('sync is refused inside a transaction', async () => {
  await expectError(objectOf('Keys', 'sync within').syncWithin(), {
    mentions: ['ctx.storage.sync()', 'transaction', "'syncWithin' of Keys 'sync within'"],
  })
})

test.each(['rolled back', 'ended'])(
  'a transaction that was %s cannot be used any more',
  async (what) => {
    await expectError(objectOf('Keys', what).useAfterRollback(what), {
      mentions: ['transaction', `'useAfterRollback' of Keys '${what}'`, what],
    })
  },
)

test.each(classes)(
  'deleteAll of %s deletes earlier writes of its handler, and keeps later ones',
  async (name) => {
    await objectOf(name, 'deleted').deleteAll()
    await restartObjects()
    expect(await objectOf(name, 'deleted').contents()).toEqual({
      keys: ['after'],
      hasAlarm: false,
      changed: 0,
    })
  },
)

test.each(programmedClasses)(
  'list of %s handles its options as the platform does, before and after the commit',
  async (className) => {
    const all: unknown[] = [
      { start: null },
      { start: 5 },
      { end: null },
      { startAfter: 3 },
      { prefix: 1 },
      { limit: '2' },
      { limit: 2.7 },
      { limit: -1 },
      { limit: null },
      { reverse: 'no', limit: '1' },
      null,
    ]
    for (const [at, options] of all.entries()) {
      const object: [string, string] = [className, `options ${at}`]
      const list = async (self: { ctx: { storage: DurableObjectStorage } }) => {
        const listed = self.ctx.storage.list(options as DurableObjectListOptions)
        return listed.then((found) => [...found.keys()], String)
      }
      const within = await perform(object, async (self) => {
        await self.ctx.storage.put({ 1: 1, 5: 5, 6: 6, a: 1, b: 2, c: 3, none: 4, null: 5 })
        return list(self)
      })
      expect(within, JSON.stringify(options)).toEqual(await perform(object, list))
    }
  },
)

test.each(programmedClasses)(
  '%s refuses a key that is cut in the middle of a character',
  async (name) => {
    const put = (program: (storage: DurableObjectStorage) => unknown) =>
      perform([name, 'broken'], ({ ctx }) => program(ctx.storage))
    const mentions = ['key', '"\\ud83d"', 'half']
    await expectError(
      put((storage) => storage.put('\ud83d', 1)),
      { mentions },
    )
    await expectError(
      put((storage) => storage.put({ a: 1, '\ud83d': 1 })),
      { mentions },
    )
    expect(await keysOf([name, 'broken'])).toEqual([])
  },
)

test('a state that is too large for the legacy backend also undoes the keys and the alarm', async () => {
  const object: [string, string] = ['ProgrammedLegacy', 'too large']
  const calling = perform(object, async ({ ctx, state }) => {
    await ctx.storage.put('a', 1)
    await ctx.storage.setAlarm(Date.now() + 1e7)
    state.log.push('x'.repeat(1_200_000))
  })
  expect(await caught(calling)).toMatchObject({ code: 'DURABLE_OBJECT_LIMIT' })
  expect(await keysOf(object)).toEqual([])
  expect(await alarmOf(objectOf(...object))).toBe(null)
})

test.each(programmedClasses)(
  'a handler of %s whose object was deleted meanwhile cannot write into the new object',
  async (className) => {
    const object: [string, string] = [className, 'deleted meanwhile']
    const gate = new Gate()
    const calling = perform(object, async (self) => {
      await self.outside(() => gate.pass()).catch(() => undefined)
      const { storage } = self.ctx
      const writes = [
        () => storage.put('ghost', 1),
        () => storage.setAlarm(Date.now() + 1e7),
        () => storage.deleteAll(),
        () => className === 'Programmed' && self.ctx.sql.run('CREATE TABLE ghost (x)'),
      ]
      const tried = writes.map(async (write) => write())
      return Promise.all(tried.map((trial) => trial.then(() => 'written', String)))
    })
    await gate.reached()
    await perform(object, ({ ctx }) => ctx.storage.deleteAll())
    await perform(object, ({ ctx }) => ctx.storage.put('new', 1))
    gate.open()
    const told = await calling
    const refused = told.filter((message: string) => message !== 'written')
    expect(refused).toHaveLength(className === 'Programmed' ? 4 : 3)
    for (const message of refused)
      expectMentions(message, 'deleted', 'this.outside()', "'perform' of")
    expect(await keysOf(object)).toEqual(['new'])
    expect(await alarmOf(objectOf(...object))).toBe(null)
  },
)
