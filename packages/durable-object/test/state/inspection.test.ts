import { type InspectOptions, inspect } from 'node:util'
import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

type Any = any

const items = (count: number): object[] =>
  Array.from({ length: count }, (_, id) => ({ id, tags: ['a', 'b'], text: 'x'.repeat(80) }))

const create = (): Any => ({
  title: 'short',
  text: 'long '.repeat(200),
  items: items(300),
  numbers: Array.from({ length: 500 }, (_, at) => at),
  nested: [items(30), [items(20)]],
  byId: new Map(items(40).map((item, at) => [`key ${at}`, item])),
  names: new Set(items(40).map((_, at) => `a rather long name ${at}`)),
  fields: Object.fromEntries(items(20).map((item, at) => [`field${at}`, item])),
  bare: Object.assign(Object.create(null), { text: 'long '.repeat(100) }),
  bytes: new Uint8Array(400).fill(7),
  buffer: new Uint8Array(300).buffer,
  at: new Date(5),
  re: /a/g,
  holes: [1, , 3],
  deep: { er: { and: { deeper: items(30) } } },
})

function woken(): { live: LiveState; rows: MemoryRows } {
  const rows = new MemoryRows()
  LiveState.create(rows, create(), { pageSize: 60 }).commit()
  rows.reads = 0
  return { live: LiveState.load(rows, { pageSize: 60 }) as LiveState, rows }
}

const options: Record<string, InspectOptions> = {
  'as console.log': {},
  'all of it': { depth: null, maxArrayLength: null, maxStringLength: null },
  'a few elements': { depth: null, maxArrayLength: 3 },
  'none of the elements': { depth: null, maxArrayLength: 0 },
  'not deep': { depth: 0 },
  deeper: { depth: 5, maxStringLength: 20 },
  'in colours': { colors: true },
  sorted: { sorted: true, compact: false },
}

it.each(Object.entries(options))('is printed after a wake as plain data is: %s', (_, how) => {
  const { live } = woken()
  expect(inspect(live.view(newScope()), how)).toBe(inspect(create(), how))
  expect(live.changed).toBe(false)
})

it.each(Object.keys(create()))(
  'each part prints the same by itself and inside another value: %s',
  (key) => {
    const plain = create()[key]
    const part = (): Any => (woken().live.view(newScope()) as Any)[key]
    expect(inspect(part())).toBe(inspect(plain))
    expect(inspect({ x: [part()] }, { depth: 4 })).toBe(inspect({ x: [plain] }, { depth: 4 }))
    if (Array.isArray(plain)) {
      expect(inspect(part().slice(1))).toBe(inspect(plain.slice(1)))
      expect(inspect(part().slice(-4, -1))).toBe(inspect(plain.slice(-4, -1)))
    }
  },
)

it('loads only what it prints of a long list', () => {
  const rows = new MemoryRows()
  LiveState.create(rows, { list: items(20_000) }).commit()
  rows.reads = 0
  const live = LiveState.load(rows) as LiveState
  const text = inspect(live.view(newScope()), { depth: 5 })
  expect(text).toContain('... 19900 more items')
  expect(text).toContain('id: 99,')
  expect(rows.reads).toBeLessThan(60)
  rows.reads = 0
  expect(inspect(live.view(newScope()), { depth: 0 })).toBe('{ list: [Array] }')
  expect(rows.reads).toBe(0)
})

it('printing and then changing a list loses nothing', () => {
  const { live, rows } = woken()
  const state = live.view(newScope()) as Any
  inspect(state)
  state.items.push({ id: 300 })
  state.numbers.splice(200, 1)
  state.items[250].tags.push('c')
  expect(Reflect.ownKeys(state.items).at(-1)).toBe('length')
  const expected = create()
  expected.items.push({ id: 300 })
  expected.numbers.splice(200, 1)
  expected.items[250].tags.push('c')
  expect(inspect(state, { depth: null, maxArrayLength: null })).toBe(
    inspect(expected, { depth: null, maxArrayLength: null }),
  )
  live.commit()
  expect(LiveState.load(rows, { pageSize: 60 })?.snapshot()).toEqual(expected)
})

it('leaves no visible property on a list', () => {
  const { numbers } = woken().live.view(newScope()) as Any
  const custom = Symbol.for('nodejs.util.inspect.custom')
  expect([custom in numbers, numbers[custom], Object.hasOwn(numbers, custom)]).toEqual([
    false,
    undefined,
    false,
  ])
})

it('reports what is damaged and prints the rest', () => {
  const { live, rows } = woken()
  for (const [id, data] of [...rows.rows]) {
    if (id !== 1 && String(data).includes('"a rather long name 5"')) rows.rows.delete(id)
  }
  const text = inspect(live.view(newScope()))
  expect(text).toMatch(/names: \[DurableObjectStateError: Row \d+ of the state cannot be read/)
  expect(text).toContain('title: ')
})
