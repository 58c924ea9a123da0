import { expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'

// Names that the class, the definition and the runtime use, besides the methods.
const names = [
  ...['secret', 'init', 'start', 'helpers', 'methods', 'schema', 'state', 'ctx', 'env', 'id'],
  ...['name', 'alarm', 'webSocketMessage', 'webSocketClose', 'webSocketError', 'broadcast'],
  ...['broadcastState', 'handleWebSocket', 'transaction', 'outside', 'sql', 'storage', 'host'],
  ...['#host', 'hostOf', 'constructor', 'prototype', '__proto__', 'toString', 'valueOf'],
  ...['hasOwnProperty', 'isPrototypeOf', '__defineGetter__', '__lookupGetter__'],
  ...['__cloudwerk_inspect', '__cloudwerk_error', 'fetch2', '', ' read', 'READ'],
]

/** Calls the object without the names that the stub defines itself. */
const chained = '__cloudwerk_call'

test.each(names)('%j of an object cannot be reached', async (name) => {
  const stub = objectOf('Reach', 'closed')
  await stub.read()
  await expectError(stub[chained]([], name, []), { mentions: ['does not implement', `"${name}"`] })
  if (name in stub && !isRemote(stub[name])) return
  expect(await messageOf(stub[name]())).toMatch(/does not implement|reserved method/)
  expect(await messageOf(stub[name])).toMatch(/does not implement|reserved method/)
})

test('no symbol of an object can be reached', async () => {
  const stub = objectOf('Reach', 'symbols')
  for (const symbol of [Symbol.iterator, Symbol.for('cloudwerk.turn'), Symbol('any')]) {
    expect(stub[symbol]).toBeUndefined()
    expect(await messageOf(stub[chained]([], symbol, []))).toMatch(/could not be cloned/)
  }
})

test('a method that `methods` inherits cannot be called', async () => {
  const stub = objectOf('Reach', 'prototype')
  expect(await messageOf(stub[chained]([], 'inherited', []))).toMatch(/does not implement/)
  expect(await messageOf(stub.inherited())).toMatch(/does not implement/)
})

test.each([
  ['no chain', [undefined, 'read', []]],
  ['a chain that is text', ['chain', 'read', []]],
  ['a link that is null', [[null], 'read', []]],
  ['a link without a label', [[{ id: 'a' }], 'read', []]],
  ['a link with a number for an id', [[{ id: 1, label: 'a' }], 'read', []]],
  ['no arguments', [[], 'read']],
  ['arguments that are an object', [[], 'read', { length: 1 }]],
])('a forged call with %s is refused, and the object still works', async (_title, args) => {
  const stub = objectOf('Reach', 'forged')
  await expectError(stub[chained](...args), { mentions: ['__cloudwerk_call', 'read()'] })
  expect(await stub.read()).toBe('read')
})

test.each([[[]], [[[], { toString: 1 }, []]], [[[], ['read'], []]], [[[], null, []]]])(
  'a forged call of %j is refused',
  async (args) => {
    const stub = objectOf('Reach', 'forged')
    expect(await messageOf(stub[chained](...args))).toMatch(/does not implement the method/)
  },
)

test('a forged chain fails only its own call', async () => {
  const stub = objectOf('Reach', 'forged chain')
  const chain = [{ id: objectOf('Reach', 'other').id.toString(), label: 'forged' }]
  const calling = stub[chained](chain, 'callOther', ['other'])
  await expectError(calling, { code: 'DURABLE_OBJECT_DEADLOCK', mentions: ['forged'] })
  expect(await stub.callOther('other')).toBe('read')
})

function isRemote(value: unknown): boolean {
  return typeof value === 'function' && value.constructor.name === 'RpcProperty'
}
