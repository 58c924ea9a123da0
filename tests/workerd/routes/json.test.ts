import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { expect, test } from 'vitest'
import { objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is given as well
const loose = json as (data: any, init?: ResponseInit) => Response

const giveJson = async (data: unknown) => loose(data)

const bodyOf = (response: Response) => response.json()

class Point {
  readonly x = 1
  #y = 2
  get y() {
    return this.#y
  }
}

class Money {
  toJSON() {
    return '5 EUR'
  }
}

test.each([
  ['plain data', { a: [1, 'two', null, { b: true }], none: undefined, holes: [undefined] }],
  ['null', null],
  ['text', 'text'],
  ['a Date', { at: new Date(0) }],
  ['a URL', { url: new URL('http://object/') }],
  ['an instance with fields', new Point()],
  ['an instance that says itself what it is', { price: new Money() }],
  ['an object without prototype', Object.assign(Object.create(null), { a: 1 })],
  ['the same object twice', [Point, Point].map(() => ({ same: Object.freeze({ a: 1 }) }))],
  ['boxed values', [Object('text'), Object(1)]],
  ['no number', [Number.NaN]],
])('json encodes %s as JSON.stringify does', async (_what, data) => {
  expect(await loose(data).text()).toBe(JSON.stringify(data))
})

test('json takes status and headers, and is typed', async () => {
  const response = json({ a: 1 }, { status: 201, headers: { 'X-A': 'b' } })
  expect(response.status).toBe(201)
  expect(response.headers.get('X-A')).toBe('b')
  expect(response.headers.get('Content-Type')).toBe('application/json')
  expect(await bodyOf(response)).toEqual({ a: 1 })
})

test.each([
  ['undefined', undefined, ['json()', 'undefined', 'null']],
  ['a promise', Promise.resolve(1), ['json()', 'promise', /await/i]],
  ['a promise within', { a: [{ b: Promise.resolve(1) }] }, ['promise', 'data.a[0].b']],
  ['a Map', { users: new Map() }, ['Map', 'data.users', 'Object.fromEntries(']],
  ['a Set', [new Set()], ['Set', 'data[0]', '[...set]']],
  ['an Error', { error: new TypeError('no') }, ['Error', '(no)', 'data.error', 'message']],
  ['bytes', { bytes: new Uint8Array(2) }, ['Uint8Array', 'data.bytes']],
  ['a buffer', { 'a b': new ArrayBuffer(2) }, ['ArrayBuffer', 'data["a b"]']],
  ['a Response', new Response(), ['Response']],
  ['a RegExp', { match: /a/ }, ['RegExp', 'data.match']],
  ['parameters', new URLSearchParams('a=1'), ['URLSearchParams']],
  ['an iterator', { rows: [].values() }, ['data.rows']],
  ['a function', { f: () => 1 }, ['function', 'data.f']],
  ['a symbol', { s: Symbol('s') }, ['symbol', 'data.s']],
  ['a bigint', { n: 1n }, ['bigint', 'data.n', 'String(value)']],
  ['a Map in a class', Object.assign(new Point(), { m: new Map() }), ['Map', 'data.m']],
])('json refuses %s, with its path', async (_what, data, mentions) => {
  const error = await expectError(giveJson(data), { mentions })
  expect(error).toBeInstanceOf(TypeError)
})

test('json leaves a cycle to JSON.stringify', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = { cycle }
  expect(() => loose(cycle)).toThrow(/circular/i)
})

test('json refuses a call that is not awaited, a property of one, and a stub', async () => {
  const stub = durableObjects.Basics.getByName('not awaited')
  const call = stub.increment(1)
  const property = (call as unknown as Response).body
  expect(() => loose(call)).toThrow(/promise/)
  expect(() => loose({ value: call })).toThrow(/promise.* data\.value\b/)
  expect(() => loose({ value: [property] })).toThrow(/promise.* data\.value\[0\]/)
  expect(() => loose({ stub })).toThrow(/at data\.stub/)
  expect(() => loose({ stub: objectOf('Basics', 'not awaited') })).toThrow(/at data\.stub/)
  expect(await bodyOf(loose({ value: await call }))).toEqual({ value: 1 })
})

test('the types refuse promises, Maps and Sets, however deep', () => {
  interface Tree {
    name: string
    children: Tree[]
  }
  const tree: Tree = { name: 'root', children: [{ name: 'leaf', children: [] }] }
  const open: unknown = { a: 1 }
  for (const accepted of [
    json(tree),
    json(open),
    json({ a: { b: new Date() } }),
    json([1, 'a'] as const),
  ])
    expect(accepted.status).toBe(200)
  const refused = [
    // @ts-expect-error a promise
    () => json(Promise.resolve(1)),
    // @ts-expect-error a promise within
    () => json({ a: [{ b: Promise.resolve(1) }] }),
    // @ts-expect-error a Map
    () => json({ a: new Map([[1, 2]]) }),
    // @ts-expect-error a Set
    () => json([new Set([1])]),
  ]
  for (const attempt of refused) expect(attempt).toThrow(TypeError)
})
