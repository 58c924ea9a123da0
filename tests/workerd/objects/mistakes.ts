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

/** One wrong thing each, and what its error says. */
export const mistakes: Record<string, [Mistake, RegExp]> = {
  'this.state = 5': [
    (object) => {
      object.state = 5
    },
    /^this\.state cannot become 5\. Assign/,
  ],
  'this.state = null': [
    (object) => {
      object.state = null
    },
    /^this\.state cannot become null\. Assign/,
  ],
  'this.state = undefined': [
    (object) => {
      object.state = undefined
    },
    /^this\.state cannot become undefined\. Assign/,
  ],
  'a stub in the state': [
    (object) => {
      object.state.stub = durableObjects.Basics?.getByName('x')
    },
    /^state\.stub is an instance of DurableObject, which cannot be stored/,
  ],
  'a class instance as result': [
    () => new Point(),
    /result is an instance of Point\. Return plain/,
  ],
  'a class instance within': [() => ({ a: [1, new Point()] }), /result\.a\[1\] is an instance of/],
  'a class instance in a Map': [
    () => new Map([['k', new Point()]]),
    /result\.get\("k"\) is an inst/,
  ],
  'the object itself as result': [(object) => ({ object }), /result\.object is an instance of/],
  'a promise within': [() => ({ a: Promise.resolve(1) }), /result\.a is an instance of Promise/],
  'a symbol': [() => [Symbol('s')], /result\[0\] is a symbol/],
  'a URL': [() => ({ to: new URL('http://x') }), /result\.to is an instance of URL/],
  'an id': [(object) => object.ctx.id, /result is an instance of DurableObjectId/],
  'a cursor': [(object) => object.ctx.sql.exec('SELECT 1'), /result is an instance of Cursor/],
  'a generator': [() => (function* () {})(), /result is an instance of/],
  'a thrown object without a prototype': [fail(Object.create(null)), /^\{\}$/],
  'a thrown object': [fail({ status: 4 }), /^\{"status":4\}$/],
  'a thrown cycle': [fail(circular), /^The error that was thrown cannot be read\.$/],
  'an error whose field throws': [fail(unreadable('code')), /^unreadable$/],
  'an error whose message throws': [
    fail(unreadable('message')),
    /^The error that was thrown cannot be read/,
  ],
  'SQL that is no string': [
    (object) => object.ctx.sql.exec(),
    /^A SQL statement must be a string, not/,
  ],
  'too few bindings': [(object) => object.ctx.sql.exec('SELECT ?, ?', 1), /The statement got 1\.$/],
  'a PRAGMA': [
    (object) => object.ctx.sql.run('PRAGMA user_version = 2'),
    /do not allow this state/,
  ],
  'no key': [
    (object) => object.ctx.storage.get(),
    /^A key of the storage must be a string, not undef/,
  ],
  'a number as key': [(object) => object.ctx.storage.put(5, 1), /must be a string, not number/],
  'null as key': [(object) => object.ctx.storage.delete(null), /must be a string, not null/],
  'a list with no key': [(object) => object.ctx.storage.get(['a', undefined]), /not undefined/],
  'a Map to put': [
    (object) => object.ctx.storage.put(new Map()),
    /^put\(\) takes a key and a value/,
  ],
  'an array to put': [(object) => object.ctx.storage.put(['a', 1]), /^put\(\) takes a key and/],
  'a reserved key at once': [(object) => object.ctx.storage.kv.put('__cloudwerk_a', 1), /reserved/],
  'tags that are a string': [
    (object) => object.ctx.acceptWebSocket(new WebSocketPair()[1], 'tag'),
    /^Failed to execute 'acceptWebSocket' .* parameter 2 is not of type/,
  ],
  'an object to send': [
    (object) => (acceptedSocket(object) as Any).send({ a: 1 }),
    /^send\(\) takes a string or bytes: socket\.send\(JSON\.stringify\(message\)\)\.$/,
  ],
  'a bigint to broadcast': [
    (object) => object.broadcast({ a: 1n }),
    /was given a bigint at message\.\w+, which cannot be encoded as JSON\. Convert it to text/,
  ],
  'a cycle to broadcast': [
    (object) => object.broadcast(circular),
    /^this\.broadcast\(\) was given a value of type object, which cannot be encoded as JSON \(Conv/,
  ],
  'a tag to leave out': [
    (object) => object.broadcast('x', 'tag'),
    /is a socket or an array of soc/,
  ],
  'no function for a transaction': [
    (object) => object.transaction(),
    /^this\.transaction\(\) takes/,
  ],
  'a promise for outside': [
    (object) => object.outside(Promise.resolve(1)),
    /^this\.outside\(\) takes a function: await this\.outside\(async/,
  ],
  'no function for a storage transaction': [
    (object) => object.ctx.storage.transaction(),
    /^ctx\.storage\.transaction\(\) takes a function/,
  ],
  'a helper without its object': [
    (object) => [1].map(object.helper),
    /^A method or helper lost its this: write this\.helper\(\), or \(\) => this\.helper\(\)/,
  ],
  'an id that is a name': [
    () => durableObjects.Basics?.idFromString('alice'),
    /^'alice' is not a Basics id: [^.]*\. Pass the string/,
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
    // Not a Response, which is the mistake.
    return 'text' as unknown as Response
  },
  webSocketMessage() {},
})
