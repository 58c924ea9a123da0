import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import { clone } from './harness/clone.ts'
import { difference } from './harness/difference.ts'
import { type Any, type Self, selfOf } from './harness/handled.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

/** More than this is more than the rows of a few entries. */
const FEW_BYTES = 13_000

interface Written {
  /** Of the state as it was stored before. */
  stored: number
  rows: number
  bytes: number
}

/** What the commit of a handler writes after a wake. The state must be that of plain data then. */
function written(value: Any, handler: (self: Self) => unknown): Written {
  const rows = new MemoryRows()
  LiveState.create(rows, value).commit()
  const stored = rows.rows.size
  const live = LiveState.load(rows) as LiveState
  const scope = newScope()
  const plain: Self = { state: clone(value) }
  handler(selfOf(live, scope))
  handler(plain)
  const info = live.commit()
  live.release(scope)
  for (const state of [live, LiveState.load(rows)]) {
    expect(difference(state?.snapshot(), plain.state)).toBeUndefined()
  }
  return { stored, ...info }
}

const TEXT = 'lorem ipsum '.repeat(8)

function createItems(): Any[] {
  return Array.from({ length: 600 }, (_, id) => ({ id, text: TEXT, tags: ['a'] }))
}

function createFields(): Any {
  return Object.fromEntries(createItems().map((item) => [`k${item.id}`, item]))
}

function createNumbers(): Any {
  return Object.fromEntries(createItems().map(({ id }) => [`a longer key ${id}`, id]))
}

function createTexts(): string[] {
  return Array.from({ length: 50 }, (_, at) => `${at} `.repeat(9000))
}

function createBytes(): Uint8Array[] {
  return Array.from({ length: 50 }, (_, at) => new Uint8Array(20_000).fill(at))
}

function createMap(fields: Any = createFields()): Map<string, Any> {
  return new Map(Object.entries(fields))
}

it.each<[string, Any, (state: Any) => unknown]>([
  ['set.add of what is there', new Set([1, 2]), (set) => set.add(1)],
  ['set.add of an element that is an object', new Set([{ a: 1 }]), (set) => set.add([...set][0])],
  ['map.set of the same', new Map([[1, 2]]), (map) => map.set(1, 2)],
  ['map.set of the same part', new Map([[1, {}]]), (map) => map.set(1, map.get(1))],
  ['date.setTime of the same', new Date(5), (date) => date.setTime(5)],
  ['date.setFullYear of the same', new Date(5), (date) => date.setFullYear(date.getFullYear())],
  ['splice of the same', [1, 2, 3], (list) => list.splice(0, 1, 1)],
  ['splice of the same part', [{}, 2], (list) => list.splice(0, 1, list[0])],
  ['splice of the same text', ['x'.repeat(9000), 2], (list) => list.splice(0, 1, 'x'.repeat(9000))],
  ['splice of nothing', [1, 2, 3], (list) => list.splice(1, 0)],
  ['fill with the same', [1, 1, 1], (list) => list.fill(1)],
  ['fill with the same text', ['x'.repeat(9000)], (list) => list.fill('x'.repeat(9000))],
  ['copyWithin of the same', [1, 1, 1], (list) => list.copyWithin(0, 1)],
  ['sort of what is sorted', [1, 2, 3], (list) => list.sort()],
  ['reverse of the same', [1, 2, 1], (list) => list.reverse()],
  ['the same length', [1, 2, 1], (list) => Object.assign(list, { length: 3 })],
  ['Object.assign of the same', { a: 1, b: 2 }, (object) => Object.assign(object, { b: 2 })],
  ['delete of what is not there', { a: 1 }, (object) => delete object.b],
  ['reading bytes', new Uint8Array(1e5), (bytes) => bytes[7] + bytes[8]],
  ['setting the same byte', new Uint8Array(1e5), (bytes) => bytes.fill(0, 5, 7)],
])('writes nothing for %s', (_, value, change) => {
  const { rows } = written({ value, more: [{ value: clone(value) }] }, ({ state }) => {
    change(state.value)
    change(state.more[0].value)
  })
  expect(rows).toBe(0)
})

it.each<[string, Any]>([
  ['a Date', new Date(5)],
  ['a RegExp', /a/g],
  ['a small object', { a: 1, b: [1, { c: new Date(3) }] }],
  ['a Map', new Map([['a', { b: 1 }]])],
  ['a Set', new Set(['a'])],
  ['a list in pages', createItems()],
  ['an object in pages', createFields()],
  ['a Map in pages', createMap()],
  ['a Set in pages', new Set(Object.keys(createNumbers()))],
  ['lists in lists', Array.from({ length: 9 }, createItems)],
])('writes nothing for a copy of %s', (_, value) => {
  const { rows } = written({ value }, ({ state }) => {
    state.value = clone(state.value)
  })
  expect(rows).toBe(0)
})

it('copies bytes that are read only once per handler', () => {
  const live = LiveState.create(new MemoryRows(), { bytes: new Uint8Array(100) })
  const state = live.view(newScope()) as Any
  expect(state.bytes).toBe(state.bytes)
})

const bytes = new Uint8Array(1e6)
const text = 'x'.repeat(1e6)

// In place, each of these writes one or two rows.
it.each<[string, Any, (state: Any) => Any]>([
  ['{ ...o, k }', createFields(), (o) => ({ ...o, k: 1 })],
  ['{ ...o, k } of numbers', createNumbers(), (o) => ({ ...o, k: 1 })],
  ['{ ...o, known }', createFields(), (o) => ({ ...o, k7: 1 })],
  ['{ ...o, known: { … } }', createFields(), (o) => ({ ...o, k7: { ...o.k7, id: 1 } })],
  ['{ known, ...o }', createFields(), (o) => ({ k7: 1, ...o })],
  ['{ k, ...o }', createFields(), (o) => ({ k: 1, ...o })],
  ['{ 7: …, ...o }', createFields(), (o) => ({ 7: 1, ...o })],
  ['{ k, ...rest }', createFields(), ({ k9, ...rest }) => rest],
  ['{ ...rest, renamed }', createFields(), ({ k9, ...rest }) => ({ ...rest, z: k9 })],
  ['Object.assign({}, o, …)', createFields(), (o) => Object.assign({}, o, { k: 1, k7: 2 })],
  [
    'Object.fromEntries with map',
    createFields(),
    (o) => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, k === 'k8' ? 5 : v])),
  ],
  [
    'Object.fromEntries with filter',
    createFields(),
    (o) => Object.fromEntries(Object.entries(o).filter(([k]) => k !== 'k8')),
  ],
  ['a copy with a change', createFields(), (o) => Object.assign(clone(o) as Any, { k7: 1 })],
  ['new Map(m).set(…)', createMap(), (m) => new Map(m).set('k', 1)],
  ['new Map(m).set(…) of numbers', createMap(createNumbers()), (m) => new Map(m).set('k', 1)],
  ['new Map(m).set(known)', createMap(), (m) => new Map(m).set('k7', { ...m.get('k7'), id: 1 })],
  ['new Map([…, ...m])', createMap(), (m) => new Map([['k', 1], ...m])],
  ['new Map of a filter', createMap(), (m) => new Map([...m].filter(([k]) => k !== 'k8'))],
  ['new Map(m) without one', createMap(), (m) => deleted(new Map(m), 'k8')],
  ['new Map(m) with one moved', createMap(), (m) => deleted(new Map(m), 'k8').set('k8', 1)],
  ['new Set(s).add(…)', new Set(createMap(createNumbers()).keys()), (s) => new Set(s).add('k')],
  ['new Set(s) without one', new Set(createMap(createNumbers()).keys()), (s) => without(s, 8)],
  ['new Set(s).add(…) of objects', new Set(createItems()), (s) => new Set(s).add('k')],
  ['new Set(s) of objects without one', new Set(createItems()), (s) => without(s, 8)],
  ['[...list, item]', createItems(), (list) => [...list, { id: 9 }]],
  ['[item, ...list]', createItems(), (list) => [{ id: 9 }, ...list]],
  ['list.filter', createItems(), (list) => list.filter(({ id }: Any) => id !== 300)],
  ['list.with', createItems(), (list) => list.with(300, { id: 9 })],
  ['a copy of a list with a change', createItems(), (list) => (clone(list) as Any).with(300, 9)],
  ['a copy of a list with one more', createItems(), (list) => [{ id: 9 }, ...(clone(list) as Any)]],
  ['{ ...user, name } beside bytes', { name: 'a', bytes }, (user) => ({ ...user, name: 'b' })],
  ['{ ...user, name } beside a text', { name: 'a', text }, (user) => ({ ...user, name: 'b' })],
  ['a Map beside bytes', new Map<string, Any>([['bytes', bytes]]), (m) => new Map(m).set('k', 1)],
  ['a Map beside a text', new Map([['text', text]]), (m) => new Map(m).set('k', '1')],
  ['{ ...rest, renamed text }', { name: 'a', text }, ({ text, ...o }) => ({ ...o, long: text })],
  ['texts.filter', createTexts(), (texts) => texts.filter((_: Any, at: number) => at !== 7)],
  ['texts.map', createTexts(), (texts) => texts.map((t: Any, at: number) => (at === 7 ? '' : t))],
  ['texts.toReversed', createTexts(), (texts) => texts.toReversed()],
  ['bytes.filter', createBytes(), (list) => list.filter((_: Any, at: number) => at !== 7)],
  [
    'an object in an object',
    { a: { b: createFields(), c: createItems() } },
    (o) => ({ ...o, a: { ...o.a, b: { ...o.a.b, k: 1 } } }),
  ],
  [
    'a Map in a Map',
    new Map([['a', createMap()]]),
    (m) => new Map(m).set('a', new Map(m.get('a')).set('k', 1)),
  ],
  [
    'a Map of lists',
    new Map([['a', createItems()]]),
    (m) => new Map(m).set('a', [...(m.get('a') ?? []), { id: 9 }]),
  ],
  [
    'a Map in an object of a list',
    [{ map: createMap(), n: 1 }, 2],
    ([first, ...rest]) => [{ ...first, map: new Map(first.map).set('k', 1) }, ...rest],
  ],
])('writes the rows of the change for %s', (_, value, change) => {
  const { stored, rows, bytes } = written({ value, more: 1 }, (self) => {
    self.state.value = change(self.state.value)
  })
  expect(rows).toBeLessThanOrEqual(Math.min(4, stored))
  expect(bytes).toBeLessThan(FEW_BYTES)
  const whole = written({ value, more: 1 }, (self) => {
    self.state = { ...self.state, value: change(self.state.value) }
  })
  expect(whole.rows).toBe(rows)
})

it('writes the rows of each change for list.map and list.filter', () => {
  const two = [10, 500]
  const mapped = written({ value: createItems() }, ({ state }) => {
    state.value = state.value.map((item: Any) => (two.includes(item.id) ? { id: 9 } : item))
  })
  expect(mapped.rows).toBe(2)
  const filtered = written({ value: createItems() }, ({ state }) => {
    state.value = state.value.filter(({ id }: Any) => !two.includes(id))
  })
  expect(filtered.rows).toBeLessThanOrEqual(4)
})

function deleted(map: Map<string, Any>, key: string): Map<string, Any> {
  map.delete(key)
  return map
}

function without(set: Set<Any>, at: number): Set<Any> {
  return new Set([...set].toSpliced(at, 1))
}
