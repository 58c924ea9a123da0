import { afterEach, expect, it } from 'vitest'
import { difference } from './harness/difference.ts'
import { open } from './harness/open.ts'

type Any = any

const added: [object, PropertyKey][] = []

function add(
  prototype: object,
  name: string,
  method: (this: Any, ...args: Any[]) => unknown,
): void {
  Object.defineProperty(prototype, name, { value: method, configurable: true, writable: true })
  added.push([prototype, name])
}

afterEach(() => {
  for (const [prototype, name] of added.splice(0)) Reflect.deleteProperty(prototype, name)
})

it('a method that a prototype gets later changes the state', () => {
  add(Map.prototype, 'increase', function (key, by) {
    this.set(key, (this.get(key) ?? 0) + by)
    return this.size
  })
  add(Map.prototype, 'keep', function (wanted) {
    for (const key of this.keys()) if (!wanted(key)) this.delete(key)
    return this
  })
  add(Set.prototype, 'addAll', function (...values) {
    for (const value of values) this.add(value)
    return this
  })
  add(Array.prototype, 'remove', function (value) {
    this.splice(this.indexOf(value), 1)
    this.length -= 1
    return this
  })
  add(Date.prototype, 'addDays', function (days) {
    this.setUTCDate(this.getUTCDate() + days)
    return this
  })
  const { state, reload } = open<Any>({
    map: new Map([['a', 1]]),
    set: new Set([1]),
    list: [1, 2, 3, 4],
    at: new Date(0),
  })
  expect(state.map.increase('b', 2)).toBe(2)
  expect(state.map.keep((key: string) => key !== 'a')).toBe(state.map)
  expect(state.set.addAll(2, 3)).toBe(state.set)
  expect(state.list.remove(2)).toBe(state.list)
  expect(state.at.addDays(1)).toBe(state.at)
  const expected = {
    map: new Map([['b', 2]]),
    set: new Set([1, 2, 3]),
    list: [1, 3],
    at: new Date(86_400_000),
  }
  expect(difference(state, expected)).toBeUndefined()
  expect(difference(reload(), expected)).toBeUndefined()
})

it('one that reads past all traps throws, rather than work on a copy', () => {
  const { has } = Set.prototype
  const { set } = Map.prototype
  add(Set.prototype, 'holds', function (value) {
    return has.call(this, value)
  })
  add(Map.prototype, 'put', function (key, value) {
    return set.call(this, key, value)
  })
  const { state, live } = open<Any>({ map: new Map([['a', 1]]), set: new Set([1]) })
  expect(() => state.set.holds(1)).toThrow(TypeError)
  expect(() => state.map.put(1, 1)).toThrow(TypeError)
  expect(live.changed).toBe(false)
})

it.each(['map', 'set', 'list', 'at', 're', 'fields'])(
  'valueOf gives the part itself: %s',
  (key) => {
    const { state } = open<Any>({
      map: new Map(),
      set: new Set(),
      list: [1],
      at: new Date(1),
      re: /a/,
      fields: {},
    })
    const part = state[key]
    expect(part.valueOf()).toBe(key === 'at' ? 1 : part)
    for (const name of ['hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable']) {
      expect(part[name]('x')).toBe(false)
    }
    expect(part.toLocaleString).toBeTypeOf('function')
    expect(part.valueOf).toBe(part.valueOf)
  },
)

it('all methods of the language are there, each the same at each read', () => {
  const { state } = open<Any>({ map: new Map(), set: new Set(), list: [] })
  for (const [part, prototype] of [
    [state.map, Map.prototype],
    [state.set, Set.prototype],
    [state.list, Array.prototype],
  ] as [Any, Any][]) {
    for (const name of Reflect.ownKeys(prototype)) {
      if (name === 'size' || name === Symbol.unscopables) continue
      expect(typeof part[name], String(name)).toBe(typeof prototype[name])
      expect(part[name], String(name)).toBe(part[name])
    }
  }
})

it('sets are compared and combined with sets, Maps and each other', () => {
  const { state, live } = open<Any>({ set: new Set([1, 2]), other: new Set([2, 3]), n: new Map() })
  const { set, other } = state
  expect([...set.union(other)]).toEqual([1, 2, 3])
  expect([...set.intersection(other)]).toEqual([2])
  expect([...set.difference(other)]).toEqual([1])
  expect([...set.symmetricDifference(other)]).toEqual([1, 3])
  expect([set.isSubsetOf(new Set([1, 2, 3])), set.isDisjointFrom(state.n)]).toEqual([true, true])
  expect(new Set([2]).isSubsetOf(set)).toBe(true)
  set.union(other).add(9)
  expect(live.changed).toBe(false)
})

it('a field toJSON is a field', () => {
  const values = [undefined, null, 0, 'x', { a: 1 }, [1]]
  for (const toJSON of values) {
    const value = { toJSON, nested: { toJSON, n: 1 }, list: [{ toJSON }] }
    const { state } = open<Any>({ value })
    expect(state.value.toJSON).toEqual(toJSON)
    expect(JSON.stringify(state)).toBe(JSON.stringify({ value }))
    delete state.value.toJSON
    expect(JSON.stringify(state.value)).toBe(
      JSON.stringify({ nested: value.nested, list: value.list }),
    )
  }
})
