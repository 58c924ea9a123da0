import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'

class Point {
  x = 1
}

const circular: Record<string, unknown> = {}
circular.self = circular

function acceptedSocket(object: Any): WebSocket {
  const { 1: socket } = new WebSocketPair()
  object.ctx.acceptWebSocket(socket)
  return socket
}

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is tried here
type Any = any
type Mistake = (object: Any) => unknown

/** One mistake each, and what its error must mention. */
export const mistakes: Record<string, [Mistake, ...(string | RegExp)[]]> = {
  'this.state = 5': [
    (object) => {
      object.state = 5
    },
    'this.state',
    /\b5\b/,
  ],
  'this.state = null': [
    (object) => {
      object.state = null
    },
    'this.state',
    'null',
  ],
  'this.state = undefined': [
    (object) => {
      object.state = undefined
    },
    'this.state',
    'undefined',
  ],
  'a stub in the state': [
    (object) => {
      object.state.stub = durableObjects.Basics?.getByName('x')
    },
    'state.stub',
    'DurableObject',
    'stored',
  ],
  'a class instance as result': [() => new Point(), /result is .*\bPoint\b/, 'plain data'],
  'a class instance within': [() => ({ a: [1, new Point()] }), 'result.a[1]', 'Point'],
  'a class instance in a Map': [() => new Map([['k', new Point()]]), 'result.get("k")', 'Point'],
  'the object itself as result': [(object) => ({ object }), 'result.object', 'instance'],
  'a promise within': [() => ({ a: Promise.resolve(1) }), 'result.a', 'Promise', 'await'],
  'a symbol': [() => [Symbol('s')], 'result[0]', 'symbol'],
  'a URL': [() => ({ to: new URL('http://x') }), 'result.to', 'URL'],
  'an id': [(object) => object.ctx.id, /result is .*DurableObjectId/],
  'a cursor': [(object) => object.ctx.sql.exec('SELECT 1'), /result is .*Cursor/],
  'a generator': [() => (function* () {})(), /result is .*instance/],
  'a thrown object without a prototype': [fail(Object.create(null)), /^\{\}$/],
  'a thrown object': [fail({ status: 4 }), /^\{"status":4\}$/],
  'a thrown cycle': [fail(circular), 'thrown', 'read'],
  'an error whose field throws': [fail(unreadable('code')), /^unreadable$/],
  'an error whose message throws': [fail(unreadable('message')), 'thrown', 'read'],
  'SQL that is not a string': [
    (object) => object.ctx.sql.exec(),
    'statement',
    'string',
    'undefined',
  ],
  'too few bindings': [(object) => object.ctx.sql.exec('SELECT ?, ?', 1), 'bindings', /\b1\b/],
  'a PRAGMA': [(object) => object.ctx.sql.run('PRAGMA user_version = 2'), /not allow.* statement/],
  'no key': [(object) => object.ctx.storage.get(), 'key', 'string', 'undefined'],
  'a number as key': [(object) => object.ctx.storage.put(5, 1), 'key', 'string', 'number'],
  'null as key': [(object) => object.ctx.storage.delete(null), 'key', 'string', 'null'],
  'a list with no key': [(object) => object.ctx.storage.get(['a', undefined]), 'key', 'undefined'],
  'a Map to put': [(object) => object.ctx.storage.put(new Map()), 'put()', '{ key: value }'],
  'an array to put': [(object) => object.ctx.storage.put(['a', 1]), 'put()', '{ key: value }'],
  'a reserved key at once': [
    (object) => object.ctx.storage.kv.put('__cloudwerk_a', 1),
    "'__cloudwerk_a'",
    'reserved',
  ],
  'tags that are a string': [
    (object) => object.ctx.acceptWebSocket(new WebSocketPair()[1], 'tag'),
    /^Failed to execute 'acceptWebSocket' .* parameter 2 is not of type/,
  ],
  'an object to send': [
    (object) => (acceptedSocket(object) as Any).send({ a: 1 }),
    'send()',
    'socket.send(JSON.stringify(message))',
  ],
  'a bigint to broadcast': [
    (object) => object.broadcast({ a: 1n }),
    'this.broadcast()',
    'bigint',
    'message.a',
    'String(value)',
  ],
  'a cycle to broadcast': [
    (object) => object.broadcast(circular),
    'this.broadcast()',
    'object',
    /JSON.*circular/,
  ],
  'a tag to leave out': [
    (object) => object.broadcast('x', 'tag'),
    'this.broadcast()',
    'array of sockets',
  ],
  'no function for a transaction': [
    (object) => object.transaction(),
    'this.transaction()',
    'function',
  ],
  'a promise for outside': [
    (object) => object.outside(Promise.resolve(1)),
    'function',
    'await this.outside(async',
  ],
  'no function for a storage transaction': [
    (object) => object.ctx.storage.transaction(),
    'function',
    'await ctx.storage.transaction(async',
  ],
  'a helper without its object': [
    (object) => [1].map(object.helper),
    'this',
    '() => this.helper()',
  ],
  'an id that is a name': [
    () => durableObjects.Basics?.idFromString('alice'),
    "'alice'",
    'Basics',
    'id.toString()',
  ],
}

function fail(thrown: unknown): Mistake {
  return () => {
    throw thrown
  }
}

function unreadable(field: string): Error {
  return Object.defineProperty(new Error('unreadable'), field, {
    enumerable: true,
    get() {
      throw new Error('in the getter')
    },
  })
}

export const mistaken = defineDurableObject({
  sqlite: true,
  init: () => ({ value: 0 }),
  helpers: {
    helper(): number {
      return this.state.value
    },
  },
  methods: {
    async attempt(kind: string): Promise<unknown> {
      this.state.value += 1
      return mistakes[kind]?.[0](this)
    },
    async value() {
      return this.state.value
    },
    async give(value: unknown) {
      return value
    },
    async giveMuch() {
      return {
        ...{ map: new Map([[1, new Set(['a'])]]), date: new Date(0), pattern: /a/g, big: 1n },
        ...{ bytes: new Uint8Array([1]), error: new TypeError('x'), missing: undefined },
        items: Array.from({ length: 500 }, (_, index) => ({ index })),
      }
    },
    async giveFunction() {
      return { twice: (value: number) => value * 2 }
    },
    async giveResponse() {
      return new Response('body', { headers: { a: 'b' } })
    },
  },
  fetch(): Response {
    this.state.value += 1
    // The mistake: not a Response.
    return 'text' as unknown as Response
  },
  webSocketMessage() {},
})
