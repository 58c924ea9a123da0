import { describe, expect, it } from 'vitest'
import { DurableObjectStateError } from '../../src/errors.ts'
import { isView, plain } from '../../src/state/index.ts'
import { difference } from './harness/difference.ts'
import { open } from './harness/open.ts'

type Any = Record<string, any>

describe('objects', () => {
  it('keeps identity, and reading a missing key creates nothing', () => {
    const { state, reload } = open<Any>({ a: { b: [] } })
    expect(state.a).toBe(state.a)
    expect(state.x).toBeUndefined()
    expect('x' in state).toBe(false)
    expect(state.a.toString()).toBe('[object Object]')
    expect(reload()).toEqual({ a: { b: [] } })
  })

  it('treats a value that is assigned twice as one object until the handler ends, and then stores two parts', () => {
    const { state, scope, live, reload } = open<Any>({})
    const mine = { n: 1 }
    state.a = mine
    mine.n = 2
    state.b = state.a
    state.b.n++
    expect(reload()).toEqual({ a: { n: 3 }, b: { n: 3 } })
    live.release(scope)
    mine.n = 4
    const next = live.view({ ...scope, lens: undefined }) as Any
    next.b.n = 5
    expect(reload()).toEqual({ a: { n: 3 }, b: { n: 5 } })
  })

  it('keeps __proto__, constructor and prototype as data and pollutes nothing', () => {
    const { state, reload } = open<Any>({})
    Object.assign(
      state,
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"x":1},"prototype":2}'),
    )
    state.o = JSON.parse('{"__proto__":{"polluted":1}}')
    const read = reload()
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor', 'prototype', 'o'])
    expect(Object.keys(read.o)).toEqual(['__proto__'])
    expect(({} as Any).polluted).toBeUndefined()
    expect(read.o.polluted).toBeUndefined()
  })

  it('sees Object.assign, delete, spread and destructured references', () => {
    const { state, reload } = open<Any>({ a: { x: 1, y: 2 }, z: 0 })
    const { a } = state
    Object.assign(a, { x: 5, w: undefined })
    delete a.y
    state.copy = { ...a }
    expect(
      difference(reload(), { a: { x: 5, w: undefined }, z: 0, copy: { x: 5, w: undefined } }),
    ).toBeUndefined()
    expect([...Object.keys(state)]).toEqual(['a', 'z', 'copy'])
  })

  it('keeps null prototypes and values that cannot be encoded as JSON', () => {
    const value = {
      n: Object.assign(Object.create(null), { a: 1 }),
      list: [undefined, NaN, -0, Infinity, -Infinity, 10n ** 30n, null],
      holes: [1, , 3],
      re: /a\/"b/giu,
      date: new Date(5),
      bad: new Date(NaN),
      $: { $: ['u'] },
      map: new Map<unknown, unknown>([
        [{ k: 1 }, new Set([1, [2]])],
        [NaN, undefined],
      ]),
    }
    const { state, reload } = open<Any>(value)
    expect(difference(state, value)).toBeUndefined()
    expect(difference(reload(), value)).toBeUndefined()
  })

  it('keeps a key that begins a tag where all else is plain', () => {
    const list: Any[] = Array.from({ length: 200 }, () => ({}))
    const { state, reload } = open<Any>({ list })
    state.list[3].$ = 1
    Object.assign(state.list.at(-1), { n: 1, $: ['u'] })
    expect(reload().list[3]).toEqual({ $: 1 })
    state.list.push(undefined)
    expect(reload().list.slice(-2)).toEqual([{ n: 1, $: ['u'] }, undefined])
  })

  it('stringifies, compares and iterates as plain data does', () => {
    const value = { b: 1, a: [1, { c: new Date(0) }], t: { u: undefined } }
    const { state } = open<Any>(value)
    expect(JSON.stringify(state)).toBe(JSON.stringify(value))
    expect(JSON.stringify({ x: state.a }, null, 1)).toBe(JSON.stringify({ x: value.a }, null, 1))
    const keys: string[] = []
    for (const key in state) keys.push(key)
    expect(keys).toEqual(['b', 'a', 't'])
    expect('toJSON' in state).toBe(false)
    expect(Object.entries(state.t)).toEqual([['u', undefined]])
  })

  it('refuses accessors, hidden properties, freezing and new prototypes', () => {
    const { state, live } = open<Any>({ a: {} })
    expect(() => Object.defineProperty(state.a, 'x', { get: () => 1 })).toThrow(/state\.a\.x/)
    expect(() => Object.defineProperty(state.a, 'x', { value: 1 })).toThrow(DurableObjectStateError)
    expect(() => Object.freeze(state.a)).toThrow(/state\.a cannot be frozen/)
    expect(() => Object.setPrototypeOf(state.a, null)).toThrow(DurableObjectStateError)
    expect(() => (state.a[Symbol('s')] = 1)).toThrow(DurableObjectStateError)
    expect(live.changed).toBe(false)
  })
})

describe('refusal', () => {
  const cyclic: Any = { list: [] }
  cyclic.list.push({ back: cyclic })
  it.each<[string, unknown, RegExp]>([
    ['function', () => 1, /state\.items\[1\]\.x is a function/],
    ['symbol', Symbol('s'), /is a symbol/],
    ['class instance', new (class Foo {})(), /is an instance of Foo/],
    ['error', new TypeError('x'), /instance of TypeError/],
    ['promise', Promise.resolve(), /instance of Promise/],
    ['WeakMap', new WeakMap(), /instance of WeakMap/],
    ['boxed', Object('x'), /instance of String/],
    ['cycle', cyclic, /state\.items\[1\]\.x\.list\[0\]\.back contains itself/],
    ['nested in a Map', new Map([['k', { f() {} }]]), /x\.get\("k"\)\.f is a function/],
    [
      'named property of an array',
      Object.assign([1], { extra: 1 }),
      /x\.extra is a named property/,
    ],
  ])('names the path: %s', (_, value, message) => {
    const { state, live } = open<Any>({ items: [0, { x: 1 }] })
    expect(() => (state.items[1].x = value)).toThrow(message)
    expect(() => state.items.push(value)).toThrow(DurableObjectStateError)
    expect(live.changed).toBe(false)
    expect(live.snapshot()).toEqual({ items: [0, { x: 1 }] })
  })
})

describe('arrays', () => {
  it('finds an element and changes it later', () => {
    const { state, reload } = open<Any>({
      list: Array.from({ length: 30 }, (_, id) => ({ id, n: 0 })),
    })
    const found = state.list.find((item: Any) => item.id === 20)
    expect(state.list.includes(found)).toBe(true)
    expect(state.list.indexOf(found)).toBe(20)
    expect(found).toBe(state.list[20])
    state.list.shift()
    found.n = 7
    expect(reload().list[19]).toEqual({ id: 20, n: 7 })
  })

  it('keeps references valid across slice, filter, map, sort and spread', () => {
    const { state, reload } = open<Any>({
      list: Array.from({ length: 9 }, (_, id) => ({ id, n: 0 })),
    })
    const last = state.list.at(-1)
    state.list = state.list.slice(-6)
    state.list = state.list.filter((item: Any) => item.id !== 4)
    state.list = [...state.list, { id: 9, n: 0 }]
    state.list = state.list.map((item: Any) => (item.id === 5 ? { ...item, n: 1 } : item))
    state.list.sort((a: Any, b: Any) => b.id - a.id)
    last.n = 2
    expect(reload().list).toEqual([
      { id: 9, n: 0 },
      { id: 8, n: 2 },
      { id: 7, n: 0 },
      { id: 6, n: 0 },
      { id: 5, n: 1 },
      { id: 3, n: 0 },
    ])
  })

  it('leaves the old array as it was when the field is replaced', () => {
    const { state } = open<Any>({ list: [{ id: 1 }, { id: 2 }, { id: 3 }] })
    const old = state.list
    state.list = old.filter((item: Any) => item.id > 1)
    expect([old.length, state.list.length]).toEqual([3, 2])
    expect(old[1]).toBe(state.list[0])
  })

  it('behaves as an array', () => {
    const { state } = open<Any>({ list: [3, 1, 2], nested: [[1], [2, [3]]] })
    const { list } = state
    expect(Array.isArray(list)).toBe(true)
    expect(list.concat([4])).toEqual([3, 1, 2, 4])
    expect([0, ...list]).toEqual([0, 3, 1, 2])
    expect(list.toSorted()).toEqual([1, 2, 3])
    expect(list.with(0, 9)).toEqual([9, 1, 2])
    expect(state.nested.flat(Infinity)).toEqual([1, 2, 3])
    expect(list.reduce((a: number, b: number) => a + b)).toBe(6)
    expect(list.join('-')).toBe('3-1-2')
    expect([...list.entries()]).toEqual([
      [0, 3],
      [1, 1],
      [2, 2],
    ])
    expect(list.slice(1).map((x: number) => x * 2)).toEqual([2, 4])
    expect(list.at(-1)).toBe(2)
    const [first, ...rest] = list
    expect([first, rest]).toEqual([3, [1, 2]])
    const slice = list.slice()
    slice.push(() => 1)
    expect(slice.length).toBe(4)
    expect(list.length).toBe(3)
  })

  it('does not change when a comparator throws', () => {
    const { state, live } = open<Any>({ list: [3, 1, 2] })
    expect(() =>
      state.list.sort(() => {
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(live.changed).toBe(false)
  })

  it.each<[string, unknown]>([
    ['a string', '2'],
    ['hexadecimal', '0x2'],
    ['an empty string', ''],
    ['true', true],
    ['null', null],
    ['an array', [4]],
    ['an object with valueOf', { valueOf: () => 2 }],
    ['a Date', new Date(3)],
    ['-0', -0],
    ['longer', '7'],
    ['the same', '5'],
    ['undefined', undefined],
    ['a fraction', 1.5],
    ['a negative number', -1],
    ['NaN', NaN],
    ['a word', 'two'],
    ['an object', {}],
    ['2^32', 2 ** 32],
    ['Infinity', Infinity],
    ['a bigint', 2n],
    ['a symbol', Symbol('s')],
  ])('takes the length that an array takes, and throws what it throws: %s', (_, value) => {
    const set = [
      (list: Any) => (list.length = value),
      (list: Any) => Object.defineProperty(list, 'length', { value }),
      (list: Any) => Reflect.set(list, 'length', value),
    ]
    for (const change of set) {
      const plain = [1, 2, 3, 4, 5]
      const { state, reload } = open<Any>({ list: plain })
      expect(outcome(change, state.list)).toEqual(outcome(change, plain))
      expect(difference(reload().list, plain)).toBeUndefined()
    }
  })

  it('refuses a wild index', () => {
    const { state } = open<Any>({ list: [] })
    expect(() => (state.list[4_000_000_000] = 1)).toThrow(DurableObjectStateError)
    expect(() => (state.list.length = 4_000_000_000)).toThrow(DurableObjectStateError)
  })
})

describe('Map and Set', () => {
  it('sees all methods', () => {
    const { state, reload } = open<Any>({
      m: new Map<unknown, unknown>([['a', { n: 1 }]]),
      s: new Set([1, 2, 3]),
    })
    state.m.get('a').n++
    state.m.set('b', []).get('b').push(1)
    expect(state.m.getOrInsert('c', 4)).toBe(4)
    for (const value of state.s)
      if (value < 10) {
        state.s.delete(value)
        if (value < 3) state.s.add(value + 10)
      }
    expect([...state.s.union(new Set([1]))]).toEqual([11, 12, 1])
    expect(state.s.isSupersetOf(new Set([11]))).toBe(true)
    expect(new Set([11, 5]).intersection(state.s)).toEqual(new Set([11]))
    expect(state.m instanceof Map && state.s.size).toBe(2)
    expect(new Map(state.m).size).toBe(3)
    const read = reload()
    expect([...read.m.keys()]).toEqual(['a', 'b', 'c'])
    expect(read.m.get('a')).toEqual({ n: 2 })
    expect([...read.s]).toEqual([11, 12])
  })

  it('has plain data as keys', () => {
    const { state, reload } = open<Any>({ m: new Map([[{ k: 1 }, 1]]) })
    const [key] = state.m.keys()
    expect(state.m.get(key)).toBe(1)
    key.k = 2
    state.m.set(key, 2)
    expect([...reload().m]).toEqual([[{ k: 2 }, 2]])
  })
})

describe('Date, RegExp and bytes', () => {
  it('sees setters of a Date, which is one', () => {
    const { state, live, reload } = open<Any>({ at: new Date(1234567) })
    expect(state.at instanceof Date).toBe(true)
    expect(new Date(state.at).getTime()).toBe(1234567)
    expect(state.at.constructor).toBe(Date)
    const mark = live.mark()
    state.at.setTime(7)
    live.undo(mark)
    expect(+state.at).toBe(1234567)
    state.at.setUTCFullYear(2020)
    expect(reload().at.getUTCFullYear()).toBe(2020)
    expect(structuredClone(state.at)).toEqual(new Date(state.at))
  })

  it('keeps lastIndex of a RegExp within a handler', () => {
    const { state } = open<Any>({ re: /a/g })
    expect(state.re.exec('aa').index).toBe(0)
    expect(state.re.exec('aa').index).toBe(1)
  })

  it('hands out bytes that can be changed in place', () => {
    const { state, live, reload } = open<Any>({
      bytes: new Uint8Array([1, 2]),
      f: new Float64Array([0.5]),
    })
    const bytes = state.bytes
    bytes[0] = 9
    expect(state.bytes[0]).toBe(9)
    live.flush()
    expect(live.changed).toBe(true)
    state.big = new Uint8Array(3_000_000).fill(7).buffer
    state.view = new DataView(new ArrayBuffer(300))
    const read = reload()
    expect(read.bytes).toEqual(new Uint8Array([9, 2]))
    expect(read.f).toEqual(new Float64Array([0.5]))
    expect(read.big.byteLength).toBe(3_000_000)
    expect(new Uint8Array(read.big)[2_999_999]).toBe(7)
    expect(read.view.byteLength).toBe(300)
  })

  it('cuts long strings, and keeps their rows while they stay', () => {
    const long = 'x"\n\ud800'.repeat(300_000)
    const { state, live, rows, reload } = open<Any>({ doc: long, n: 0 })
    state.n = 1
    expect(live.commit().rows).toBe(1)
    const { scope } = open({})
    live.replace(scope, { ...state, n: 2 })
    expect(live.commit().rows).toBe(1)
    live.release(scope)
    expect(reload().doc === long).toBe(true)
    const view = live.view(open({}).scope) as Any
    view.doc = 'short'
    live.commit()
    expect(rows.rows.size).toBe(1)
  })
})

describe('views', () => {
  it('refuses writes after the handler has ended, but still reads', () => {
    const { state, scope } = open<Any>({ a: { list: [1] }, d: new Date(0), m: new Map() })
    const { a, d, m } = state
    scope.alive = false
    expect(a.list[0]).toBe(1)
    for (const write of [
      () => (a.x = 1),
      () => a.list.push(1),
      () => d.setTime(1),
      () => m.set(1, 1),
      () => delete a.list,
      () => a.list.sort(),
    ]) {
      expect(write).toThrow('the handler has ended')
    }
  })

  it('asks canWrite before each write', () => {
    const { state, scope, live } = open<Any>({ a: 1 })
    scope.canWrite = () => {
      throw new Error('outside')
    }
    expect(() => (state.a = 2)).toThrow('outside')
    expect(live.changed).toBe(false)
  })

  it('makes what slice returned plain, even without views in it', () => {
    const { state } = open<Any>({ texts: ['a', 'b'], empty: [], parts: [{ n: 1 }] })
    const changed = state.texts.slice(1)
    changed.push('c')
    const { texts, empty, parts } = state
    const results: Any[] = [texts.slice(), empty.slice(-3), parts.slice(), changed]
    // A proxy cannot be cloned.
    for (const result of [...results, { results }]) {
      expect(structuredClone(plain(result))).toEqual(result)
    }
  })

  it('plain copies views wherever they are and leaves the rest alone', () => {
    const { state } = open<Any>({ a: { b: [1] }, m: new Map([[1, { x: 1 }]]) })
    const stream = new (class Stream {})()
    const result = plain({ deep: [state.a, new Map([['k', state.m]])], stream, f: plain })
    expect(isView((result.deep as Any[])[0])).toBe(false)
    expect(result).toEqual({
      deep: [{ b: [1] }, new Map([['k', new Map([[1, { x: 1 }]])]])],
      stream,
      f: plain,
    })
    expect(result.stream).toBe(stream)
    const same = { x: [1, new Date(0)], stream }
    expect(plain(same)).toBe(same)
    expect(plain(state.a.b.slice())).toEqual([1])
    expect(isView(plain(state))).toBe(false)
  })

  it('plain turns what slice returned into an array that can be cloned', () => {
    const { state } = open<Any>({ list: [1, 2, 3], none: [] })
    const changed = state.list.slice(1)
    changed.push(4)
    Object.defineProperty(changed, 0, { value: 5 })
    const slices = { all: state.list.slice(), none: state.none.slice(), changed }
    expect(structuredClone(plain(slices))).toEqual({ all: [1, 2, 3], none: [], changed: [5, 3, 4] })
  })
})

describe('several handlers', () => {
  it('see the same state, each through its own views', () => {
    const { state, live } = open<Any>({ list: [{ n: 1 }], at: new Date(1) })
    const other = live.view(open({}).scope) as Any
    const mine = other.list[0]
    state.list.unshift({ n: 0 })
    state.at.setTime(5)
    mine.n = 9
    expect(state.list[1].n).toBe(9)
    expect(other.list.length).toBe(2)
    expect(+other.at).toBe(5)
    expect(other.list[1]).toBe(mine)
  })

  it('stores nothing through a part that is no longer in the state', () => {
    const { state, live, reload } = open<Any>({ a: { b: { n: 1 } } })
    const { b } = state.a
    const mark = live.mark()
    delete state.a
    b.n = 2
    expect(b.n).toBe(2)
    live.undo(mark)
    expect(b.n).toBe(1)
    b.n = 3
    expect(reload()).toEqual({ a: { b: { n: 3 } } })
  })
})

/** The name of what is thrown, undefined if nothing is. */
function outcome(change: (list: Any) => unknown, list: Any): unknown {
  try {
    change(list)
    return undefined
  } catch (error) {
    return (error as Error).constructor.name
  }
}
