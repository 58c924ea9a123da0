import { DurableObject, RpcStub, RpcTarget } from 'cloudflare:workers'
import { defineDurableObject } from '@cloudwerk/durable-object'

class Point {
  x = 1
}
class Names extends Map<string, number> {}
class Words extends Array {}
class Target extends RpcTarget {
  answer() {
    return 42
  }
}
class Refusal extends RangeError {}

type Context = { ctx: DurableObjectState; env: Record<string, DurableObjectNamespace> }

const text = 'text of a body'
const bodyStream = () => new Response(text).body as ReadableStream

async function consumed<T extends Response | Request>(message: T): Promise<T> {
  await message.text()
  return message
}

function locked(): ReadableStream {
  const stream = bodyStream()
  stream.getReader()
  return stream
}

function detached(): ArrayBuffer {
  const buffer = new ArrayBuffer(8)
  buffer.transfer()
  return buffer
}

function nested(levels: number): object {
  let value = {}
  for (let level = 0; level < levels; level++) value = { value }
  return value
}

function cycle(): object {
  const value: Record<string, unknown> = { list: [] }
  value.self = value
  return value
}

function argumentsOf(..._values: unknown[]): unknown {
  // biome-ignore lint/complexity/noArguments: one of the things that are tried
  return arguments
}

const request = (init?: RequestInit) => new Request('http://object/', init)
const mebibyte = 1_048_576

/** Results of a method, each with a way to make it. */
export const kinds: Record<string, (context: Context) => unknown> = {
  undefined: () => undefined,
  'a number': () => 1.5,
  'a bigint': () => 2n ** 70n,
  'plain data': () => ({ a: [1, 'b', null, { c: true }], d: undefined }),
  'a frozen object': () => Object.freeze({ a: 1 }),
  'an object without prototype': () => Object.assign(Object.create(null), { a: 1 }),
  'an object with symbol keys': () => ({ [Symbol('s')]: 1, a: 1 }),
  'a sparse array': () => Object.assign([1], { 2: 3 }),
  'an array with fields': () => Object.assign([1], { more: 2 }),
  'an array subclass': () => Words.from(['a']),
  'a cycle': cycle,
  'a Map and a Set': () => new Map<unknown, unknown>([[{ key: 1 }, new Set([1])]]),
  'a Map subclass': () => new Names([['a', 1]]),
  'a Date': () => new Date(0),
  'an invalid Date': () => new Date(Number.NaN),
  'a RegExp': () => /a/gi,
  'boxed primitives': () => [Object(1), Object('a'), Object(true), Object(1n)],
  'a boxed symbol': () => Object(Symbol('s')),
  'typed arrays': () => [new Uint8Array(2), new Float64Array(1), new BigInt64Array(1)],
  'a DataView': () => new DataView(new ArrayBuffer(2)),
  'an ArrayBuffer': () => new ArrayBuffer(2),
  'a resizable buffer': () => new ArrayBuffer(2, { maxByteLength: 4 }),
  'a SharedArrayBuffer': () => new SharedArrayBuffer(2),
  'a detached buffer': detached,
  'an Error': () => new Error('e'),
  'an Error subclass': () => new Refusal('r'),
  'an AggregateError': () => new AggregateError([new Error('e')], 'all'),
  'an Error with fields that cannot be sent': () => Object.assign(new Error('e'), { f: Symbol() }),
  'a DOMException': () => new DOMException('d', 'AbortError'),
  'a function': () => () => 1,
  'a class': () => Point,
  'an RpcTarget': () => new Target(),
  'an RpcStub': () => new RpcStub(new Target()),
  'an RpcPromise': () => new RpcStub(new Target()).answer(),
  'an RpcPromise within': () => ({ value: new RpcStub(new Target()).answer() }),
  'a Proxy': () => new Proxy({ a: 1 }, {}),
  'a stub': ({ env }) => env.BASICS?.getByName('a'),
  'a namespace': ({ env }) => env.BASICS,
  'an id': ({ ctx }) => ctx.id,
  'the context': ({ ctx }) => ctx,
  'the storage': ({ ctx }) => ctx.storage,
  'the environment': ({ env }) => env,
  'a cursor': ({ ctx }) => ctx.storage.sql.exec('SELECT 1'),
  'a promise within': () => ({ value: Promise.resolve(1) }),
  'a symbol': () => Symbol('s'),
  'a class instance': () => new Point(),
  'an object made of another': () => Object.create({ a: 1 }),
  arguments: () => argumentsOf(1, 2),
  'an iterator': () => [1].values(),
  'a Map iterator': () => new Map().entries(),
  'a generator': () =>
    (function* () {
      yield 1
    })(),
  'an async generator': () =>
    (async function* () {
      yield 1
    })(),
  'a WeakMap': () => new WeakMap(),
  'a WeakRef': () => new WeakRef({}),
  'a URL': () => new URL('http://object/'),
  'a URLSearchParams': () => new URLSearchParams('a=1'),
  'a URLPattern': () => new URLPattern({ pathname: '/a' }),
  'a FormData': () => new FormData(),
  'a Blob': () => new Blob(['a']),
  'a File': () => new File(['a'], 'a.txt'),
  Headers: () => new Headers({ a: 'b' }),
  'a Response': () => new Response(text, { status: 201 }),
  'a Response without a body': () => new Response(null),
  'a used Response': () => consumed(new Response(text)),
  'a locked Response': () => {
    const response = new Response(text)
    response.body?.getReader()
    return response
  },
  'a used Response within': async () => ({ list: [await consumed(new Response(text))] }),
  'a Response with a socket': () => {
    const { 0: client } = new WebSocketPair()
    return new Response(null, { status: 101, webSocket: client })
  },
  'a Request': () => request({ method: 'POST', body: text }),
  'a used Request': () => consumed(request({ method: 'POST', body: text })),
  'a Request with a signal': () => request({ signal: new AbortController().signal }),
  'a ReadableStream': bodyStream,
  'a locked ReadableStream': locked,
  'a read ReadableStream': async () => {
    const stream = bodyStream()
    const reader = stream.getReader()
    await reader.read()
    reader.releaseLock()
    return stream
  },
  'a cancelled ReadableStream': async () => {
    const stream = bodyStream()
    await stream.cancel()
    return stream
  },
  'a ReadableStream of its own': () =>
    new ReadableStream({ type: 'bytes', pull: (c) => c.close() }),
  'a WritableStream': () => new WritableStream(),
  'a locked WritableStream': () => {
    const stream = new WritableStream()
    stream.getWriter()
    return stream
  },
  'a TransformStream': () => new TransformStream(),
  'a CompressionStream': () => new CompressionStream('gzip'),
  'a reader': () => bodyStream().getReader(),
  'an AbortController': () => new AbortController(),
  'an AbortSignal': () => new AbortController().signal,
  'an aborted AbortSignal': () => AbortSignal.abort(),
  'an Event': () => new Event('e'),
  'an EventTarget': () => new EventTarget(),
  'a WebSocket': () => new WebSocketPair()[0],
  'a WebSocketPair': () => new WebSocketPair(),
  'a MessageChannel': () => new MessageChannel(),
  'a MessagePort': () => new MessageChannel().port1,
  'a TextEncoder': () => new TextEncoder(),
  'a CryptoKey': () =>
    crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']),
  'an HTMLRewriter': () => new HTMLRewriter(),
  'a WebAssembly memory': () => new WebAssembly.Memory({ initial: 1 }),
  'a number format': () => new Intl.NumberFormat(),
  Math: () => Math,
  JSON: () => JSON,
  'a getter that throws': () => ({
    get a() {
      throw new Error('getter')
    },
  }),
  'deep nesting': () => nested(500),
  'very deep nesting': () => nested(200_000),
  'a text of 31 MiB': () => 'x'.repeat(31 * mebibyte),
  'a text of 33 MiB': () => 'x'.repeat(33 * mebibyte),
  'a text of 17 MiB in two bytes': () => '\u{20ac}'.repeat(17 * mebibyte),
  'bytes of 33 MiB': () => new Uint8Array(33 * mebibyte),
  'parts of 33 MiB together': () => Array.from({ length: 33 }, () => 'x'.repeat(mebibyte)),
  '8 million fractions': () => Array.from({ length: 8_000_000 }, () => 0.5),
  'the same large text twice': () => Array(2).fill('x'.repeat(17 * mebibyte)),
}

export const results = defineDurableObject({
  sqlite: true,
  init: () => ({ given: 0 }),
  methods: {
    async give(kind: string) {
      this.state.given += 1
      // biome-ignore lint/suspicious/noExplicitAny: whatever it is
      return kinds[kind]?.({ ctx: this.ctx as any, env: this.ctx.env }) as any
    },
    async given() {
      return this.state.given
    },
  },
  async fetch(request) {
    this.state.given += 1
    const response = new Response(text)
    if (request.url.endsWith('/used')) await response.text()
    if (request.url.endsWith('/locked')) response.body?.getReader()
    return response
  },
})

/** The same as a class written by hand. */
export class RawResults extends DurableObject<Context['env']> {
  give(kind: string): unknown {
    return kinds[kind]?.({ ctx: this.ctx, env: this.env })
  }
}
