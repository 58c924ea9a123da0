import { durableObjects } from '@cloudwerk/core/bindings'
import {
  DurableObjectBusyError,
  DurableObjectIdempotencyError,
  DurableObjectRPCError,
} from '@cloudwerk/durable-object'
import { testObject, testTime } from '@cloudwerk/durable-object/testing'
import { describe, expect, test } from 'vitest'
import { caught, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { Gate } from '../objects/gate.ts'
import { type Program, programs } from '../objects/programmed.ts'
import { programmedClasses } from '../programs.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler, and what it gives
type Any = any

let count = 0

/** Puts a function where the objects find it. Gives its name, which is the argument of the calls. */
function program(run: Program): string {
  const name = `once ${++count}`
  programs.set(name, run)
  return name
}

const pushed = (text: string) => program(({ state }) => state.log.push(text))

/** A stub of durableObjects, whose methods have `once`. */
function stubOf(className: string, name: string): Any {
  const stub = (durableObjects as Any)[className].getByName(`once ${name}`)
  stubs.set(stub, () => stubOf(className, name))
  return stub
}

const stubs = new Map<Any, () => Any>()

/** The same object, after all that run were ended. */
async function restarted(stub: Any): Promise<Any> {
  await restartObjects()
  return stubs.get(stub)?.()
}

const logOf = async (stub: Any): Promise<unknown[]> =>
  stub.perform(program(({ state }) => [...state.log]))

/** How many rows a call writes, also those that are not of the state. */
async function rowsOf(stub: Any): Promise<string[]> {
  const { runInDurableObject } = await import('cloudflare:test')
  return runInDurableObject(stub, (_object: unknown, { storage }: DurableObjectState) =>
    storage.sql
      .exec('SELECT id, data FROM __cloudwerk_state WHERE id < -100')
      .toArray()
      .map(({ data }) => String(data)),
  )
}

describe.each(programmedClasses)('a call of %s by once', (className) => {
  test('runs once, and gives the same answer again, also after a restart', async () => {
    let stub = stubOf(className, 'again')
    const run = pushed('a')
    expect(await stub.perform.once('key', run)).toBe(1)
    expect(await stub.perform.once('key', run)).toBe(1)
    stub = await restarted(stub)
    expect(await stub.perform.once('key', run)).toBe(1)
    expect(await stub.perform.once('other key', run)).toBe(2)
    expect(await stub.perform(run)).toBe(3)
    expect(await logOf(stub)).toEqual(['a', 'a', 'a'])
  })

  test('keeps an answer of any plain data', async () => {
    const stub = stubOf(className, 'answers')
    const answer = {
      undefined: undefined,
      map: new Map([['a', new Set([1n])]]),
      dates: [new Date(5), /a/g, -0],
      bytes: new Uint8Array([1, 2]),
      '"{"$":': { $: [1] },
    }
    const run = program(({ state }) => {
      state.log.push(1)
      return answer
    })
    expect(await stub.perform.once('key', run)).toEqual(answer)
    expect(await stub.perform.once('key', run)).toEqual(answer)
    expect(
      await stub.perform.once(
        'nothing',
        program(() => undefined),
      ),
    ).toBe(undefined)
    expect(await logOf(stub)).toEqual([1])
  })

  test('runs once where many arrive together, and where the first one is outside', async () => {
    const stub = stubOf(className, 'together')
    const run = pushed('a')
    const all = await Promise.all(Array.from({ length: 8 }, () => stub.perform.once('key', run)))
    expect(all).toEqual(Array(8).fill(1))
    const gate = new Gate()
    const away = program(async (self) => {
      await self.outside(() => gate.pass())
      return self.state.log.push('b')
    })
    const both = [1, 2, 3].map(() => stub.perform.once('away', away))
    await gate.reached()
    expect(await stub.perform.once('meanwhile', run)).toBe(2)
    gate.open()
    expect(await Promise.all(both)).toEqual([3, 3, 3])
  })

  test('is kept for a day', async () => {
    const time = testTime('2026-03-08T06:00:00Z')
    const stub = stubOf(className, 'a day')
    const run = pushed('a')
    expect(await stub.perform.once('key', run)).toBe(1)
    await time.advance('23h')
    expect(await stub.perform.once('key', run)).toBe(1)
    // A day after the first call, and not after the last one.
    await time.advance('1h')
    expect(await stub.perform.once('key', run)).toBe(2)
    expect(await stub.perform.once('key', run)).toBe(2)
  })

  test('gives up waiting for a call with its key when its time is over', async () => {
    const time = testTime('2026-03-08T06:00:00Z')
    const stub = stubOf(className, 'waiting')
    const gate = new Gate()
    const away = program(async (self) => {
      await self.outside(() => gate.pass())
      return self.state.log.push('a')
    })
    const first = stub.perform.once('key', away)
    await gate.reached()
    const second = stub.perform.once('key', away)
    // A call by another key has arrived after it.
    await logOf(stub)
    const failed = caught(second)
    await time.advance('31s')
    expect(await failed).toMatchObject({ code: 'DURABLE_OBJECT_BUSY', retryable: true })
    gate.open()
    expect(await first).toBe(1)
    expect(await stub.perform.once('key', away)).toBe(1)
  })

  test('fails with a key that was used for another call, and runs nothing', async () => {
    const stub = stubOf(className, 'mismatch')
    const [first, second] = [pushed('a'), pushed('b')]
    await stub.perform.once('key', first)
    const error = await expectError(stub.perform.once('key', second), {
      code: 'DURABLE_OBJECT_IDEMPOTENCY',
      key: 'key',
      reason: 'arguments',
      objectName: className,
      mentions: [`'perform' of ${className} 'once mismatch'`, "key 'key'"],
    })
    expect(error).toBeInstanceOf(DurableObjectIdempotencyError)
    await expectError(stub.read.once('key'), { reason: 'method', mentions: ["'perform'"] })
    expect(await logOf(stub)).toEqual(['a'])
  })

  test('compares arguments by their content', async () => {
    const stub = stubOf(className, 'arguments')
    const run = pushed('a')
    const once = (...args: unknown[]) => stub.perform.once('key', run, ...args)
    await once({ a: 1, b: [new Date(1)] }, undefined)
    expect(await once({ b: [new Date(1)], a: 1 })).toBe(1)
    expect(await once({ b: [new Date(1)], a: 1, c: undefined })).toBe(1)
    for (const other of [{ a: 1, b: [new Date(2)] }, { a: 1 }, null, undefined]) {
      await expectError(once(other), { code: 'DURABLE_OBJECT_IDEMPOTENCY', reason: 'arguments' })
    }
  })

  test('keeps what the handler throws, and undoes its changes', async () => {
    let stub = stubOf(className, 'throws')
    let runs = 0
    const run = program(({ state }) => {
      state.log.push('a')
      runs += 1
      throw Object.assign(new RangeError('too much', { cause: new TypeError('root') }), {
        status: 402,
        details: { due: new Date(0) },
        errors: [new TypeError('one'), 'two'],
      })
    })
    const first = await caught(stub.perform.once('key', run))
    stub = await restarted(stub)
    const second = await caught(stub.perform.once('key', run))
    expect(second).toBeInstanceOf(DurableObjectRPCError)
    const expected = {
      message: 'too much',
      code: 'DURABLE_OBJECT_RPC',
      methodName: 'perform',
      objectName: className,
      status: 402,
      details: { due: new Date(0) },
      errors: [{ message: 'one' }, 'two'],
    }
    for (const error of [first, second]) {
      expect(error).toMatchObject(expected)
      expect(error.cause).toBeInstanceOf(TypeError)
      expect(error.errors[0]).toBeInstanceOf(TypeError)
    }
    expect(second.remoteStack).toBe(first.remoteStack)
    expect(runs).toBe(1)
    expect(await logOf(stub)).toEqual([])
  })

  test('keeps what is thrown that is no error, and what another object threw', async () => {
    const stub = stubOf(className, 'thrown')
    const texts = program(() => Promise.reject('just text'))
    const other = objectOf('Failing', `for once ${className}`)
    const another = program(() => other.payment())
    for (const run of [texts, another]) {
      const first = await caught(stub.perform.once(run, run))
      programs.delete(run)
      const { message, name, cause, status, methodName } = await caught(stub.perform.once(run, run))
      expect({ message, name, status, methodName }).toEqual({
        message: first.message,
        name: first.name,
        status: first.status,
        methodName: first.methodName,
      })
      expect(cause).toEqual(first.cause)
    }
  })

  test('keeps no error that says the call can be repeated, nor one of ours', async () => {
    const stub = stubOf(className, 'repeats')
    let runs = 0
    const failures: Program[] = [
      () => {
        throw Object.assign(new Error('later'), { retryable: true })
      },
      () => {
        throw new DurableObjectBusyError('busy')
      },
      () => {
        throw new Error('database or disk is full: SQLITE_FULL')
      },
      ({ state }) => {
        state.log.push(() => 'a function')
      },
      () => () => 'a function',
      () => 'a'.repeat(200_000),
      ({ state }) => {
        state.log = 'not a list'
      },
    ]
    for (const [at, fail] of failures.entries()) {
      // A class without SQL does not refuse it with its schema, but all have the same schema here.
      const run = program((self) => (++runs % 2 === 1 ? fail(self) : self.state.log.push(at)))
      await caught(stub.perform.once(`key ${at}`, run))
      expect(await stub.perform.once(`key ${at}`, run)).toBe(at + 1)
    }
  })

  test('keeps nothing where the commit fails, and runs again', async () => {
    const stub = stubOf(className, 'commit')
    const run = pushed('a')
    await stub.perform(run)
    await testObject(stub).failNextWrite('the disk is full')
    expect((await caught(stub.perform.once('key', run))).message).toContain('the disk is full')
    expect(await stub.perform.once('key', run)).toBe(2)
  })

  test('does not run again where it was ended after a commit point with changes', async () => {
    let stub = stubOf(className, 'interrupted')
    const gate = new Gate()
    const run = program(async (self) => {
      self.state.log.push('before')
      await self.outside(() => gate.pass())
      self.state.log.push('after')
    })
    const call = caught(stub.perform.once('key', run))
    await gate.reached()
    stub = await restarted(stub)
    await call
    await expectError(stub.perform.once('key', run), {
      code: 'DURABLE_OBJECT_IDEMPOTENCY',
      reason: 'interrupted',
      key: 'key',
    })
    expect(await logOf(stub)).toEqual(['before'])
  })

  test('runs again where it was ended before it changed anything', async () => {
    let stub = stubOf(className, 'lost')
    const gate = new Gate()
    const run = program(async (self) => {
      await self.outside(() => gate.pass())
      return self.state.log.push('after')
    })
    const call = caught(stub.perform.once('key', run))
    await gate.reached()
    stub = await restarted(stub)
    await call
    gate.open()
    expect(await stub.perform.once('key', run)).toBe(1)
    expect(await stub.perform.once('key', run)).toBe(1)
  })

  test('does not run again where it failed after a commit point with changes', async () => {
    const stub = stubOf(className, 'half')
    const run = program(async (self) => {
      self.state.log.push('before')
      await self.outside(() => undefined)
      self.state.log.push('undone')
      throw Object.assign(new Error('failed'), { retryable })
    })
    let retryable = false
    for (const _ of [1, 2]) {
      expect((await caught(stub.perform.once('key', run))).message).toBe('failed')
    }
    retryable = true
    expect((await caught(stub.perform.once('other key', run))).message).toBe('failed')
    // A caller that repeats such errors must not do so forever.
    await expectError(stub.perform.once('other key', run), { reason: 'interrupted' })
    expect(await logOf(stub)).toEqual(['before', 'before'])
  })

  test('forgets its keys with deleteAll', async () => {
    const stub = stubOf(className, 'deleted')
    const run = pushed('a')
    await stub.perform.once('key', run)
    await stub.perform(program((self) => self.ctx.storage.deleteAll()))
    expect(await stub.exists()).toBe(false)
    expect(await stub.perform.once('key', run)).toBe(1)
    await stub.perform.once(
      'deleting',
      program((self) => self.ctx.storage.deleteAll()),
    )
    expect(await stub.exists()).toBe(false)
  })

  test.each([
    ['an empty string', ''],
    ['undefined', undefined],
    ['number', 5],
    ['null', null],
  ])('needs a key, not %s', async (given, key) => {
    const error = await caught(stubOf(className, 'keys').perform.once(key, pushed('a')))
    expect(error).toMatchObject({ message: expect.stringContaining(`got ${given} as its key`) })
  })

  test('has a limit for its key, and needs arguments that can be compared', async () => {
    const stub = stubOf(className, 'limits')
    await expectError(stub.perform.once('ä'.repeat(513), pushed('a')), {
      code: 'DURABLE_OBJECT_LIMIT',
      mentions: ['1026 bytes', '1024'],
    })
    expect(await stub.perform.once('ä'.repeat(512), pushed('a'))).toBe(1)
    await expectError(stub.perform.once('key', pushed('a'), { list: [() => 1] }), {
      mentions: ['perform.once(): argument[1].list[0]', 'plain data'],
    })
  })
})

describe('keys of once', () => {
  test('are kept beside jobs, schedules and expiry, also where the method fails', async () => {
    const time = testTime('2026-03-08T06:00:00Z')
    const stub = stubOf('OnceTimed', 'time')
    const enqueue = program((self) => {
      self.jobs.note('job')
      return self.state.log.push('method')
    })
    const fail = program((self) => {
      self.jobs.note('undone')
      throw new Error(`on purpose, ${crypto.randomUUID()}`)
    })
    const { message } = await caught(stub.perform.once('fails', fail))
    expect((await caught(stub.perform.once('fails', fail))).message).toBe(message)
    for (const _ of [1, 2]) expect(await stub.perform.once('key', enqueue)).toBe(1)
    await time.advance('1m')
    expect(await logOf(stub)).toEqual(['method', 'job'])
    await time.advance('1h')
    expect(await stub.exists()).toBe(false)
  })

  test('take one row each, and none before the first', async () => {
    const stub = stubOf('Programmed', 'rows')
    const run = pushed('a')
    await stub.perform(run)
    expect(await rowsOf(stub)).toEqual([])
    await stub.perform.once('key', run)
    await stub.perform.once('key', run)
    const [row] = await rowsOf(stub)
    expect(JSON.parse(String(row))).toEqual([
      1,
      expect.any(Number),
      'key',
      'perform',
      expect.any(Number),
      'answer',
      2,
    ])
    expect(await rowsOf(stub)).toHaveLength(1)
  })

  test('stay one row where a handler has several commit points', async () => {
    const stub = stubOf('Programmed', 'points')
    const run = program(async (self) => {
      self.state.log.push(1)
      await self.outside(() => undefined)
      self.state.log.push(2)
      await self.ctx.storage.sync()
      return self.state.log.push(3)
    })
    expect(await stub.perform.once('key', run)).toBe(3)
    expect(await stub.perform.once('key', run)).toBe(3)
    expect(await rowsOf(stub)).toHaveLength(1)
  })

  test('work in handlers that run at once, in methods of both kinds', async () => {
    let stub = stubOf('AskedRows', 'at once')
    for (const method of ['plain7', 'async7']) {
      let runs = 0
      const insert = program((self) => {
        self.ctx.sql.run('CREATE TABLE IF NOT EXISTS calls (n)')
        self.ctx.sql.run('INSERT INTO calls VALUES (1)')
        return { n: ++runs, list: ['a'.repeat(100)] }
      })
      // The runtime knows how it ends from the first ones.
      for (const n of [1, 2]) expect(await stub[method](insert)).toMatchObject({ n })
      const answer = await stub[method].once(method, insert)
      expect(answer.n).toBe(3)
      stub = await restarted(stub)
      expect(await stub[method].once(method, insert)).toEqual(answer)
      const fail = program((self) => {
        self.ctx.sql.run('INSERT INTO calls VALUES (2)')
        throw new Error(`failed ${++runs}`)
      })
      expect((await caught(stub[method].once(`${method} fails`, fail))).message).toBe('failed 4')
      stub = await restarted(stub)
      expect((await caught(stub[method].once(`${method} fails`, fail))).message).toBe('failed 4')
    }
    const select = program((self) => self.ctx.sql.exec('SELECT n FROM calls').toArray())
    expect(await stub.change(select)).toEqual(Array(6).fill({ n: 1 }))
  })

  test('are refused for methods that only read', async () => {
    await expectError(stubOf('Asked', 'reads').read.once('key', pushed('a')), {
      mentions: ["'read'", 'calls.reads'],
    })
  })

  test('count as a change of an object that is stored by its first one', async () => {
    const stub = stubOf('ProgrammedByChange', 'unstored')
    const answer = program(() => 'nothing changed')
    expect(await stub.exists()).toBe(false)
    expect(await stub.perform.once('key', answer)).toBe('nothing changed')
    expect(await stub.exists()).toBe(true)
    const failing = stubOf('ProgrammedByChange', 'unstored failure')
    const fail = program(() => {
      throw new Error('on purpose')
    })
    for (const _ of [1, 2]) {
      expect((await caught(failing.perform.once('key', fail))).message).toBe('on purpose')
      programs.delete(fail)
    }
  })

  test('cannot be given by the arguments of a plain call', async () => {
    const stub = stubOf('Programmed', 'spoofed')
    const run = pushed('a')
    await stub.perform.once('key', run)
    const echo = program((_self, ...args) => args)
    expect(await stub.perform(echo, 'key', { once: 'key', key: 'key' })).toHaveLength(2)
    expect(await stub.perform(run)).toBe(2)
  })

  test('are checked where a call is made by hand', async () => {
    const stub = objectOf('Programmed', 'once by hand')
    await expectError(stub.__cloudwerk_once('key', [], 'constructor', []), {
      mentions: ['does not implement'],
    })
    await expectError(stub.__cloudwerk_once('key', 'chain', 'perform', []), {
      mentions: ['internal'],
    })
  })

  test('a call that waits for itself is detected', async () => {
    const stub = stubOf('ProgrammedWithoutSql', 'deadlock')
    const run = program(() => stub.perform.once('inner', 'x'))
    await expectError(stub.perform.once('key', run), { code: 'DURABLE_OBJECT_DEADLOCK' })
  })

  test('can be taken from its method, and a method be replaced in a test', async () => {
    const stub = stubOf('Programmed', 'taken')
    const run = pushed('a')
    const { once } = stub.perform
    expect(await once('key', run)).toBe(1)
    expect(await once('key', run)).toBe(1)
    const { perform } = stub
    expect(() => perform(run)).toThrow('must be called on its stub')
    stub.perform = () => 'replaced'
    expect(stub.perform()).toBe('replaced')
    expect(await stubOf('Programmed', 'taken').perform(run)).toBe(2)
  })
})
