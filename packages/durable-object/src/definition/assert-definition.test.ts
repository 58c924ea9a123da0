import { describe, expect, it } from 'vitest'
import { assertDefinition } from './assert-definition.ts'
import { definitionMark } from './definition.ts'

function check(config: object): void {
  assertDefinition({ ...config, [definitionMark]: true }, 'Counter')
}

const methods = { get: () => 1, add: () => 2 }

describe('a definition that is fine', () => {
  it.each([
    {},
    { calls: {}, limits: {}, sqlite: {} },
    { calls: { reads: [] } },
    { calls: { reads: ['get', 'add'] }, methods },
    {
      calls: { reads: undefined },
      limits: { holdLimit: undefined },
      sqlite: { atomic: undefined },
    },
    { limits: { callTimeout: 0, holdLimit: Number.POSITIVE_INFINITY, groupCommit: false } },
    { callTimeout: 5, limits: { callTimeout: undefined, holdLimit: 5 } },
    { sqlite: true, limits: { holdLimit: 20_000 } },
    { sqlite: { atomic: false }, holdLimit: 150_000 },
    { sqlite: false, holdLimit: 150_000 },
    { sockets: { closeSilent: { after: 60_000, bytes: 1_000_000 } } },
    { sockets: { closeSilent: undefined } },
  ])('is let through: %j', (config) => {
    expect(() => check(config)).not.toThrow()
  })
})

describe('a definition that cannot work', () => {
  it.each<[config: object, message: string]>([
    [{ call: {} }, "has an unknown key 'call'. Known keys: name, schema,"],
    [{ toString: 1 }, "has an unknown key 'toString'. Known keys:"],
    [{ sqlite: 'yes' }, "has 'sqlite' that is not a boolean or an object. Use a"],
    [{ sqlite: null }, "has 'sqlite' that is not a boolean or an object. Use a"],
    [{ sqlite: { atomc: false } }, "has an unknown key 'sqlite.atomc'. Known keys: atomic."],
    [{ sqlite: { atomic: 1 } }, "has 'sqlite.atomic' that is not a boolean. Use a boolean, or"],
    [{ sockets: { opened: 1 } }, "has an unknown key 'sockets.opened'. Known keys: accept, open,"],
    [{ sockets: { open: 1 } }, "has 'sockets.open' that is not a function. Use a function, or"],
    [{ sockets: { messages: [] } }, "has 'sockets.messages' that is not an object. Use an object"],
    [{ methods: { 'get()': () => 1 } }, "has a method with the reserved name 'get()'. Choose"],
    [{ methods: [] }, "has 'methods' that is not an object. Use an object, or leave it out."],
  ])('is told what it has of a wrong key or kind: %j', (config, message) => {
    expect(() => check(config)).toThrow(
      expect.objectContaining({
        code: 'DURABLE_OBJECT_CONFIG',
        message: expect.stringContaining(`Counter ${message}`),
      }),
    )
  })

  it.each<[calls: unknown, message: string]>([
    [['get'], "has 'calls' that is not an object"],
    [{ read: ['get'] }, "has an unknown key 'calls.read'. Known keys: reads, idempotent, onceFor."],
    [{ reads: 'get' }, "has 'calls.reads' that is not a list. Use a list, or leave it out."],
    [
      { reads: ['gte'] },
      "has 'gte' in 'calls.reads', which is not a method. The methods are get, add.",
    ],
    [{ reads: ['toString'] }, "has 'toString' in 'calls.reads', which is not a method."],
    [{ reads: [methods.get] }, "has a function in 'calls.reads', which is not a method."],
    [{ reads: ['get', 'add', 'get'] }, "has 'get' in 'calls.reads' twice. List it once."],
  ])('is told about calls: %j', (calls, message) => {
    expect(() => check({ calls, methods })).toThrow(`Counter ${message}`)
  })

  it('is told that it has no methods to name', () => {
    const message = "has 'get' in 'calls.reads', which is not a method. There are no methods."
    expect(() => check({ calls: { reads: ['get'] } })).toThrow(`Counter ${message}`)
  })

  it.each<[limits: unknown, message: string]>([
    [5, "has 'limits' that is not an object"],
    [{ callTimout: 5 }, "'limits.callTimout'. Known keys: callTimeout, holdLimit, groupCommit."],
    [{ callTimeout: '5' }, "has 'limits.callTimeout' that is not a number"],
    [{ holdLimit: Number.NaN }, "has 'limits.holdLimit' that is NaN. Use milliseconds"],
    [{ groupCommit: 1 }, "has 'limits.groupCommit' that is not a boolean"],
  ])('is told about limits: %j', (limits, message) => {
    expect(() => check({ limits })).toThrow(message)
  })

  it.each([
    ['callTimeout', 5],
    ['holdLimit', 5],
    ['groupCommit', true],
  ])('is told that it gives %s twice', (key, value) => {
    const message = `Counter has '${key}' both in 'limits' and beside it. Keep the one in 'limits'.`
    expect(() => check({ [key]: value, limits: { [key]: value } })).toThrow(message)
  })

  it.each([
    { sqlite: true, holdLimit: 20_001 },
    { sqlite: true, limits: { holdLimit: Number.POSITIVE_INFINITY } },
    { sqlite: {}, limits: { holdLimit: 150_000 } },
    { sqlite: { atomic: true }, holdLimit: 150_000 },
  ])('is told that the platform would end its handlers before: %j', (config) => {
    expect(() => check(config)).toThrow(
      /^Counter has a 'holdLimit' of \w+ ms, but .* it can be 20000 at most/,
    )
    expect(() => check(config)).toThrow(/transaction, .* 30 s.* this\.outside\(\)/)
  })
})
