import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import { SafeMap, SafeSet } from '../../src/state/tree/hash-safe.ts'
import { difference } from './harness/difference.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { open } from './harness/open.ts'
import { newScope } from './harness/scope.ts'

type Any = Record<string, any>

/** Texts of all kinds that begin or end like those that need a mark. */
const TEXTS = [
  '',
  '0',
  '1234567',
  '12345678',
  '4294967295',
  '12345678901',
  '1234567x',
  '0012345678',
  '-12345678',
  '12345678.5',
  '\u000012345678',
  '\u0000',
  '\u0000\u000012345678',
  '１２３４５６７８',
]

function keysInside(collection: Map<unknown, unknown> | Set<unknown>): unknown[] {
  const natives = collection instanceof Map ? Map.prototype : Set.prototype
  return [...natives.keys.call(collection as never)]
}

it('stores no text that V8 would hash by its number', () => {
  const map = new SafeMap<string, number>()
  const set = new SafeSet<string>()
  for (const text of TEXTS) {
    map.set(text, 1)
    set.add(text)
  }
  for (const inside of [keysInside(map), keysInside(set)]) {
    expect(inside.filter((key) => /^[1-9]\d{7,9}$/.test(String(key)))).toEqual([])
    expect(new Set(inside).size).toBe(TEXTS.length)
  }
})

it('behaves as a Map and a Set', () => {
  const [map, plainMap] = [new SafeMap<unknown, unknown>(), new Map<unknown, unknown>()]
  const [set, plainSet] = [new SafeSet<unknown>(), new Set<unknown>()]
  const keys = [...TEXTS, 12345678, NaN, -0, 10n ** 30n, null, undefined, {}]
  const each = [map, plainMap, set, plainSet]
  for (const key of keys) {
    for (const one of [map, plainMap]) one.set(key, [key])
    for (const one of [set, plainSet]) one.add(key)
  }
  for (const key of keys.filter((_, at) => at % 4 === 1)) {
    expect(new Set(each.map((one) => one.delete(key)))).toEqual(new Set([true]))
    expect(new Set(each.map((one) => one.delete(key)))).toEqual(new Set([false]))
  }
  const results = each.map((one) => {
    const seen: unknown[] = []
    one.forEach((value, key, self) => {
      seen.push(value, key, self === one)
    })
    const walks = [...one, [...one.keys()], [...one.values()], [...one.entries()]]
    return { seen, walks, size: one.size, has: keys.map((key) => one.has(key)) }
  })
  expect(difference(results[0], results[1])).toBeUndefined()
  expect(difference(results[2], results[3])).toBeUndefined()
  expect(keys.map((key) => map.get(key))).toEqual(keys.map((key) => plainMap.get(key)))
})

it('shows the keys as they are, whoever looks', () => {
  const value = {
    map: new Map(TEXTS.map((text) => [text, { text }])),
    set: new Set(TEXTS),
    object: Object.fromEntries(TEXTS.map((text) => [text, text])),
  }
  const { state, live, rows, reload } = open<Any>(value)
  const woken = LiveState.load(rows, { pageSize: 60 })?.view(newScope()) as Any
  for (const view of [state, woken]) {
    expect(inspect(view, { depth: 5, maxArrayLength: 200 })).toBe(
      inspect(value, { depth: 5, maxArrayLength: 200 }),
    )
    expect(inspect(view.map)).toBe(inspect(value.map))
    expect(difference(view, value)).toBeUndefined()
    expect(Object.getPrototypeOf(view.map)).toBe(Map.prototype)
    expect(Object.getPrototypeOf(view.set)).toBe(Set.prototype)
    view.own = new Map([['12345678', 1]])
    expect(Object.getPrototypeOf(view.own)).toBe(Map.prototype)
    expect([view.map.constructor, view.set.constructor]).toEqual([Map, Set])
    expect(new Set(TEXTS).isSubsetOf(view.set) && view.set.isSubsetOf(new Set(TEXTS))).toBe(true)
  }
  delete state.own
  for (const copy of [live.snapshot(), reload()] as Any[]) {
    expect(difference(copy, value)).toBeUndefined()
    expect(Object.getPrototypeOf(copy.map)).toBe(Map.prototype)
    expect(Object.getPrototypeOf(copy.set)).toBe(Set.prototype)
  }
})

it('changes, undoes and copies Maps and Sets with such keys', () => {
  const { state, live, reload } = open<Any>({ map: new Map(), set: new Set() })
  const model = { map: new Map<string, unknown>(), set: new Set<string>() }
  for (const text of TEXTS) {
    for (const { map, set } of [state as typeof model, model]) {
      map.set(text, { n: 1 })
      set.add(text)
    }
  }
  expect(difference(reload(), model)).toBeUndefined()
  for (const text of TEXTS.slice(2, 6)) {
    state.map.delete(text)
    state.set.delete(text)
  }
  live.undo()
  expect(difference(reload(), model)).toBeUndefined()
  state.map.get('12345678').n = 2
  state.map.delete('1234567x')
  state.copy = { map: state.map, list: [new Map(state.map), new Set(state.set)] }
  ;(model.map.get('12345678') as Any).n = 2
  model.map.delete('1234567x')
  const wish = { ...model, copy: { map: model.map, list: [model.map, model.set] } }
  expect(difference(reload(), wish)).toBeUndefined()
  // Keys that come while others are visited.
  for (const key of state.set) if (key === '') state.set.add('99999999')
  expect([...state.set].at(-1)).toBe('99999999')
})

/** Quadratic, it would take minutes in workerd, and longer than a test may. */
it.each([40_000, 200_000])('takes %i keys of one hash', (count) => {
  const keys = Array.from({ length: count }, (_, at) => String(at * 65_536 + 10_000_000))
  const rows = new MemoryRows()
  const value = {
    map: new Map(keys.map((key) => [key, 1])),
    set: new Set(keys),
    object: Object.fromEntries(keys.map((key) => [key, 1])),
    list: keys,
  }
  LiveState.create(rows, value).commit()
  const live = LiveState.load(rows) as LiveState
  const state = live.view(newScope()) as typeof value
  expect([state.map.size, state.set.size, state.map.get(keys[5] as string)]).toEqual([
    count,
    count,
    1,
  ])
  state.map.delete(keys[7] as string)
  state.object[keys[9] as string] = 2
  state.list = [keys[0] as string, {} as string, ...state.list]
  live.commit()
  expect(state.map.size).toBe(count - 1)
})
