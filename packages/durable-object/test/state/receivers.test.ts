import { expect, it } from 'vitest'
import { isView } from '../../src/state/index.ts'
import { open } from './harness/open.ts'

type Any = Record<string, any>

it('an object that inherits from a part of the state has its own fields', () => {
  const { state, live } = open<Any>({ defaults: { color: 'red', size: { w: 1 } } })
  const mine = Object.create(state.defaults)
  mine.color = 'blue'
  mine.extra = 1
  Object.assign(mine, { [Symbol.for('own')]: () => 1 })
  expect([mine.color, mine.extra, mine.size.w, 'color' in mine]).toEqual(['blue', 1, 1, true])
  expect(Object.keys(mine)).toEqual(['color', 'extra'])
  expect([state.defaults.color, 'extra' in state.defaults]).toEqual(['red', false])
  expect(JSON.stringify(mine)).toBe('{"color":"blue","extra":1}')
  expect(isView(mine)).toBe(false)
  expect(() => (state.copy = mine)).toThrow('state.copy is an instance of Object')
  Reflect.set(mine, '__proto__', null)
  expect(Object.getPrototypeOf(mine)).toBe(null)
  expect(live.changed).toBe(false)
})

it('so has a class that returns or extends one', () => {
  const { state, live } = open<Any>({ defaults: { color: 'red' } })
  class Style {}
  Object.setPrototypeOf(Style.prototype, state.defaults)
  const style = Object.assign(new Style() as Any, { color: 'blue' })
  expect([style.color, state.defaults.color]).toEqual(['blue', 'red'])
  expect(live.changed).toBe(false)
})

it('an object that inherits from a list of the state is another object', () => {
  const { state, live } = open<Any>({ list: [1, 2] })
  const mine = Object.create(state.list)
  expect(mine.push(3)).toBe(3)
  mine[0] = 9
  expect([mine[0], mine[1], mine[2], mine.length]).toEqual([9, 2, 3, 3])
  mine.length = 1
  expect([state.list.length, [...state.list]]).toEqual([2, [1, 2]])
  expect(mine.map((x: number) => x)).toEqual([9])
  expect(live.changed).toBe(false)
})

it('an object that inherits from a Map or Set of the state throws, as with any Map or Set', () => {
  const { state } = open<Any>({ map: new Map([[1, 1]]), set: new Set([1]) })
  for (const key of ['map', 'set']) {
    const mine = Object.create(state[key])
    expect(() => mine.size).toThrow(TypeError)
    expect(() => mine.has(1)).toThrow(TypeError)
    expect(() => mine.delete(1)).toThrow(TypeError)
    mine.note = 1
    expect([mine.note, state[key].note]).toEqual([1, undefined])
  }
})

it('Reflect.set and Reflect.get go by their receiver', () => {
  const { state, live, reload } = open<Any>({ a: { n: 1 }, b: { n: 2 }, list: [1], map: new Map() })
  const other: Any = {}
  expect(Reflect.set(state.a, 'n', 5, other)).toBe(true)
  expect(Reflect.set(state.list, 'length', 5, other)).toBe(true)
  expect(Reflect.set(state.map, 'n', 6, other)).toBe(true)
  expect(Reflect.set(state.a, 'n', 7, Object.freeze({}))).toBe(false)
  expect(Reflect.set(state.a, 'n', 7, 7)).toBe(false)
  expect(other).toEqual({ n: 6, length: 5 })
  expect(Reflect.get(state.a, 'n', other)).toBe(1)
  expect(live.changed).toBe(false)
  expect(Reflect.set(state.a, 'n', 8, state.b)).toBe(true)
  expect(Reflect.set({}, 'm', 9, state.b)).toBe(true)
  expect(Reflect.set(state.a, 'n', 3)).toBe(true)
  expect(reload()).toMatchObject({ a: { n: 3 }, b: { n: 8, m: 9 } })
})

it.each<[string, ProxyHandler<object>]>([
  ['that has no traps', {}],
  [
    'that passes all on',
    {
      get: Reflect.get,
      set: Reflect.set,
      has: Reflect.has,
      deleteProperty: Reflect.deleteProperty,
    },
  ],
])('a proxy around the state changes it: one %s', (_, handler) => {
  const { state, reload } = open<Any>({ a: 1, list: [1], o: { x: 1 } })
  const wrapped: Any = new Proxy(state, handler)
  wrapped.a = 2
  delete wrapped.o.x
  new Proxy(wrapped.list, handler).push(2, 3)
  const list = new Proxy(wrapped.list, handler)
  list.length = 2
  list.reverse()
  wrapped.copy = wrapped.o
  wrapped.again = new Proxy(state.list, handler)
  expect(reload()).toEqual({ a: 2, list: [2, 1], o: {}, copy: {}, again: [2, 1] })
})

it('methods of a list are not those of Array.prototype, and throw when called on something else', () => {
  const { state } = open<Any>({ list: [1] })
  expect(() => state.list.push.call([], 1)).toThrow(TypeError)
  expect(Array.prototype.push.call(state.list, 2)).toBe(2)
  expect([...state.list]).toEqual([1, 2])
})
