import { describe, expect, it } from 'vitest'
import { DurableObjectStateError } from '../../src/errors.ts'
import { difference } from './harness/difference.ts'
import { type Opened, open } from './harness/open.ts'

type Any = any

const f = (): number => 1
const create = (): Any => ({
  list: [1, 2, 3],
  map: new Map<unknown, unknown>([['a', 1]]),
  set: new Set([1]),
  fields: { x: 1, deep: [{}] },
  at: new Date(5),
  re: /a/,
})

/** What is thrown, after making sure that nothing has changed. */
function refusal(run: (state: Any, opened: Opened<Any>) => unknown): DurableObjectStateError {
  const opened = open<Any>(create())
  let error: unknown
  try {
    run(opened.state, opened)
  } catch (caught) {
    error = caught
  }
  expect(opened.live.changed).toBe(false)
  expect(difference(opened.live.snapshot(), create())).toBeUndefined()
  if (!(error instanceof DurableObjectStateError)) throw error ?? new Error('nothing was refused')
  expect(error.message.startsWith(`${error.path} `)).toBe(true)
  return error
}

describe('the path names the place where it was put', () => {
  it.each<[string, (state: Any, opened: Opened<Any>) => unknown]>([
    ['state.list[4]', ({ list }) => list.push(4, f)],
    ['state.list[1]', ({ list }) => list.unshift(0, f, 1)],
    ['state.list[2].a[0]', ({ list }) => list.splice(1, 1, 0, { a: [f] })],
    ['state.list[2]', ({ list }) => list.splice(-2, 0, 0, f)],
    ['state.list[1]', ({ list }) => list.fill(f, 1)],
    ['state.list[2]', ({ list }) => list.fill(f, -1, 3)],
    ['state.list[7]', ({ list }) => (list[7] = f)],
    ['state.list[1]', ({ list }) => Object.assign([], list, Object.assign(list, { 1: f }))],
    ['state.list[1]', ({ list }) => Object.defineProperty(list, 1, { value: f })],
    ['state.list[3]', (state) => (state.list = state.list.concat([f]))],
    ['state.list[1]', (state) => (state.list = state.list.with(1, f))],
    ['state.list[1]', (state) => (state.list = state.list.toSpliced(1, 0, f))],
    ['state.list[0]', (state) => (state.list = [f, ...state.list])],
    ['state.list[2]', (state) => (state.list = state.list.map((n: number) => (n > 2 ? f : n)))],
    ['state.fields.y', ({ fields }) => Object.assign(fields, { y: f })],
    ['state.fields.deep[0]["a-b"]', ({ fields }) => (fields.deep[0]['a-b'] = f)],
    ['state.fields.deep[0].b', ({ fields }) => (fields.deep = [{ ...fields.deep[0], b: f }])],
    ['state.map.get("k")', ({ map }) => map.set('k', f)],
    ['state.map.get(5).a[0]', ({ map }) => map.set(5, { a: [f] })],
    ['state.map.get("k")', ({ map }) => map.getOrInsert('k', f)],
    ['state.map.get("k")', ({ map }) => map.getOrInsertComputed('k', () => f)],
    ['state.map.keys()', ({ map }) => map.set(f, 1)],
    ['state.map.keys().a', ({ map }) => map.set({ a: f }, 1)],
    ['state.map.get("k").q', (state) => (state.map = new Map([['k', { q: f }]]))],
    ['state.map.keys().q', (state) => (state.map = new Map([[{ q: f }, 1]]))],
    ['state.set.values()', ({ set }) => set.add(f)],
    ['state.set.values().a', ({ set }) => set.add({ a: f })],
    ['state.set.values().q[1]', (state) => (state.set = new Set([{ q: [0, f] }]))],
    ['state.a', (_, { live, scope }) => live.replace(scope, { a: f })],
    ['state', (_, { live, scope }) => live.replace(scope, f)],
  ])('%s: %s', (path, run) => {
    expect(refusal(run).path).toBe(path)
  })
})

describe('what a copy would lose is refused', () => {
  const named = (value: object, key: PropertyKey = 'note'): object =>
    Object.assign(value, { [key]: 1 })
  const hidden = (value: object, key: PropertyKey = 'note'): object =>
    Object.defineProperty(value, key, { value: 1 })
  const template = (strings: TemplateStringsArray): unknown => strings

  it.each<[string, string, () => unknown]>([
    ['.note', 'a named property of an Array', () => named([1])],
    ['.note', 'a named property of an Array', () => named(new Array(500).fill(1))],
    ['["-1"]', 'a named property of an Array', () => named([1], -1)],
    ['["1.5"]', 'a named property of an Array', () => named([1, 2, 3], 1.5)],
    ['["01"]', 'a named property of an Array', () => named([1, 2, 3], '01')],
    ['.index', 'a named property of an Array', () => 'abc'.match(/b/)],
    ['.raw', 'a hidden property of an Array', () => template`a b`],
    ['.note', 'a hidden property of an Array', () => hidden([1])],
    ['.note', 'a hidden property of an Object', () => hidden({ a: 1 })],
    ['.note', 'a hidden property of an Object', () => hidden(Object.create(null) as object)],
    ['.note', 'a named property of a Map', () => named(new Map())],
    ['.note', 'a hidden property of a Map', () => hidden(new Map())],
    ['.note', 'a named property of a Set', () => named(new Set())],
    ['.note', 'a named property of a Date', () => named(new Date())],
    ['.note', 'a hidden property of a Date', () => hidden(new Date())],
    ['.note', 'a named property of a RegExp', () => named(/a/)],
    ['.note', 'a named property of an ArrayBuffer', () => named(new ArrayBuffer(1))],
    ['.note', 'a named property of a DataView', () => named(new DataView(new ArrayBuffer(1)))],
    ['.note', 'a named property of a Uint8Array', () => named(new Uint8Array(9))],
    ['[Symbol(s)]', 'a symbol as its key', () => named({}, Symbol('s'))],
    ['[Symbol(s)]', 'a symbol as its key', () => hidden({}, Symbol('s'))],
    ['[Symbol(s)]', 'a symbol as its key', () => named([], Symbol('s'))],
    ['[Symbol(s)]', 'a symbol as its key', () => named(new Map(), Symbol('s'))],
    ['[Symbol(s)]', 'a symbol as its key', () => named(new Date(), Symbol('s'))],
  ])('%s, %s', (path, why, value) => {
    const error = refusal((state) => (state.fields.x = value()))
    expect([error.path, error.message]).toEqual([
      `state.fields.x${path}`,
      expect.stringContaining(`${why}, which cannot be stored`),
    ])
    expect(refusal(({ list }) => list.push([value()])).path).toBe(`state.list[3][0]${path}`)
    expect(refusal(({ map }) => map.set('k', value())).path).toBe(`state.map.get("k")${path}`)
  })

  it('accepts what loses nothing', () => {
    const disposable = Object.defineProperty({ a: 1 }, Symbol.dispose, { value: f })
    const { state, reload } = open<Any>({})
    Object.assign(state, {
      match: [...('abc'.match(/b/) as string[])],
      frozen: Object.freeze({ a: Object.freeze([1]) }),
      getter: {
        get n() {
          return 1
        },
      },
      // What another object returned has this, put there by the platform.
      disposable,
      holes: [, 1, ,],
      long: Object.assign(new Array(200), { 5: 1 }),
      bytes: new Uint8Array(500),
    })
    expect(reload()).toMatchObject({
      match: ['b'],
      frozen: { a: [1] },
      getter: { n: 1 },
      disposable: { a: 1 },
    })
    expect(difference(reload().holes, [, 1, ,])).toBeUndefined()
    expect(Object.keys(reload().long)).toEqual(['5'])
  })
})

describe('a part of the state refuses', () => {
  it.each<[string, (state: Any) => unknown]>([
    ['state.list.note', ({ list }) => (list.note = 1)],
    ['state.list["-1"]', ({ list }) => (list[-1] = 1)],
    ['state.list["1.5"]', ({ list }) => (list['1.5'] = 1)],
    ['state.list[4294967295]', ({ list }) => (list[4_294_967_295] = 1)],
    ['state.map.note', ({ map }) => (map.note = 1)],
    ['state.map.size', ({ map }) => (map.size = 1)],
    ['state.set.note', ({ set }) => Object.assign(set, { note: 1 })],
    ['state.at.note', ({ at }) => (at.note = 1)],
    ['state.at["a b"]', ({ at }) => (at['a b'] = 1)],
    ['state.re.note', ({ re }) => Object.assign(re, { note: 1 })],
    ['state.re', ({ re }) => re.compile('b')],
    ['state.fields[Symbol(s)]', ({ fields }) => (fields[Symbol('s')] = 1)],
    ['state.list[Symbol(s)]', ({ list }) => (list[Symbol('s')] = 1)],
    ['state.fields.y', ({ fields }) => Object.defineProperty(fields, 'y', { get: f })],
    ['state.fields.y', ({ fields }) => Object.defineProperty(fields, 'y', { value: 1 })],
    ['state.fields.x', ({ fields }) => Object.defineProperty(fields, 'x', { writable: false })],
    ['state.fields.x', ({ fields }) => Object.defineProperty(fields, 'x', { enumerable: false })],
    ['state.list[0]', ({ list }) => Object.defineProperty(list, 0, { configurable: false })],
    ['state.list.length', ({ list }) => Object.defineProperty(list, 'length', { writable: false })],
    ['state.map.note', ({ map }) => Object.defineProperty(map, 'note', { value: 1 })],
    ['state.fields', ({ fields }) => Object.setPrototypeOf(fields, null)],
    ['state.list', ({ list }) => Object.setPrototypeOf(list, null)],
    ['state.fields', ({ fields }) => Object.freeze(fields)],
    ['state.list', ({ list }) => Object.seal(list)],
    ['state.map', ({ map }) => Object.preventExtensions(map)],
    ['state', (state) => Object.freeze(state)],
  ])('%s: %s', (path, run) => {
    expect(refusal(run).path).toBe(path)
  })

  it('deleting what is not an entry changes nothing', () => {
    const { state, live } = open<Any>({ ...create(), map: new Map([['note', 1]]) })
    delete state.map.note
    delete state.map.size
    delete state.set.note
    delete state.list.note
    delete state.at.note
    delete state.fields[Symbol('s')]
    expect(live.changed).toBe(false)
    expect(state.map.get('note')).toBe(1)
  })

  it('bytes are copies, which refuse names as well', () => {
    const { state } = open<Any>({ bytes: new Uint8Array(3), large: new ArrayBuffer(999) })
    expect(() => (state.bytes.note = 1)).toThrow(TypeError)
    expect(() => (state.large.note = 1)).toThrow(TypeError)
  })
})

describe('libraries that freeze', () => {
  it('get advice that names the part', () => {
    const advice =
      'structuredClone(this.state.fields), or turn it off (Immer: setAutoFreeze(false))'
    expect(refusal(({ fields }) => Object.freeze(fields.deep[0]))).toMatchObject({
      path: 'state.fields.deep[0]',
      message: expect.stringContaining(advice),
    })
    expect(refusal((state) => Object.freeze(state)).message).toContain(
      'structuredClone(this.state)',
    )
    // Immer freezes a Map by replacing what changes it.
    const immer = ({ map }: Any): unknown =>
      Object.defineProperties(map, { set: { value: f }, add: { value: f } })
    expect(refusal(immer).message).toContain('structuredClone(this.state.map), or')
  })

  it('work when they do not freeze: the parts they keep stay the same', () => {
    const { state, live, reload } = open<Any>({
      doc: { title: 'a', items: [{ id: 1 }, { id: 2, text: 'x'.repeat(300) }], tags: new Set([1]) },
    })
    const { doc } = state
    const [, second] = doc.items
    // As Immer makes it: copies of what changed around what did not.
    const next = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(doc))
    next.items = Array.prototype.slice.call(doc.items)
    next.items[0] = Object.assign({}, doc.items[0], { done: true })
    next.tags = new Set(doc.tags).add(2)
    state.doc = next
    expect(state.doc.items[1]).toBe(second)
    live.commit()
    expect(reload()).toEqual({
      doc: {
        title: 'a',
        items: [
          { id: 1, done: true },
          { id: 2, text: 'x'.repeat(300) },
        ],
        tags: new Set([1, 2]),
      },
    })
  })
})
