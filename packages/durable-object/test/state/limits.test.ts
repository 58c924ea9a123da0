import { describe, expect, it } from 'vitest'
import { DurableObjectStateError } from '../../src/errors.ts'
import { LiveState } from '../../src/state/index.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { open } from './harness/open.ts'
import { newScope } from './harness/scope.ts'

type Any = Record<string, any>
type Put = (state: Any, value: unknown) => unknown

const puts: Record<string, Put> = {
  'state.x': (state, value) => Object.assign(state, { x: value }),
  'state.list[1].x': ({ list }, value) => Object.assign(list[1], { x: value }),
  'state.list[3]': ({ list }, value) => list.push(value),
  'state.list[0]': ({ list }, value) => list.unshift(value),
  'state.list[2]': ({ list }, value) => list.splice(2, 1, value),
  'state.list[2] ': ({ list }, value) => list.fill(value, 2),
  'state.map.get("k")': ({ map }, value) => map.set('k', value),
  'state.map.keys()': ({ map }, value) => map.set(value, 1),
  'state.set.values()': ({ set }, value) => set.add(value),
  'state.y.deep[0]': (state, value) => Object.assign(state, { y: { deep: [value] } }),
}

function createState(): Any {
  return { list: [0, {}, 2], map: new Map(), set: new Set() }
}

function expectRefused(change: () => unknown, path: string, why: RegExp): void {
  expect(change, path).toThrow(DurableObjectStateError)
  expect(change, path).toThrow(why)
  try {
    change()
  } catch (error) {
    expect((error as DurableObjectStateError).path?.startsWith(path.trim())).toBe(true)
    expect((error as Error).message.length).toBeLessThan(700)
  }
}

describe('holes', () => {
  const sparse: Record<string, () => unknown[]> = {
    'an index far away': () => Object.assign([], { 5000000: 'x' }),
    'the longest array': () => new Array(4_294_967_295),
    'a long array with one element': () => Object.assign(new Array(4_294_967_295), { 7: 'x' }),
    'just too many': () => Object.assign([], { 100001: 'x' }),
    'just too many after others': () => Object.assign([1, 2, 3], { 100004: 'x' }),
    'many here and there': () => {
      const list: number[] = []
      for (let at = 0; at < 200_004; at += 2) list[at] = at
      return list
    },
  }

  it.each(Object.keys(sparse))('of %s are refused wherever it is put', (name) => {
    const { state, live } = open(createState())
    const before = live.snapshot()
    for (const [path, put] of Object.entries(puts)) {
      const value = sparse[name]?.()
      expectRefused(() => put(state, value), path, /has over 100000 holes/)
      expectRefused(() => put(state, { in: [value] }), path, /has over 100000 holes/)
    }
    const whole = sparse[name]?.()
    expectRefused(() => live.replace(newScope(), whole), 'state', /has over 100000 holes/)
    expectRefused(
      () => LiveState.create(new MemoryRows(), { a: whole }),
      'state.a',
      /has over 100000 holes/,
    )
    expect(live.changed).toBe(false)
    expect(live.snapshot()).toEqual(before)
  })

  it('are kept up to the limit, assigned and in place', () => {
    const { state, reload } = open<Any>({ list: [1], other: [] })
    state.list = Object.assign([1, 2, 3], { 100003: 'x' })
    state.other[100_000] = 'y'
    const { list, other } = reload()
    expect([list.length, 3 in list, list[100_003]]).toEqual([100_004, false, 'x'])
    expect([other.length, 0 in other, other[100_000]]).toEqual([100_001, false, 'y'])
  })

  it('made in place are refused with advice', () => {
    const { state } = open<Any>({ list: [1] })
    expect(() => Object.assign(state.list, { 5000000: 1 })).toThrow(
      /^state\.list\[5000000\] leaves over 100000 holes.*a Map/,
    )
    expect(() => Object.assign(state.list, { length: 1e9 })).toThrow(
      /^state\.list\.length leaves over 100000 holes.*a Map/,
    )
  })

  it('of a list that already has too many do not keep it from being rebuilt', () => {
    const rows = new MemoryRows()
    const live = LiveState.create(rows, { list: [1] })
    const { list } = live.view(newScope()) as { list: unknown[] }
    for (let round = 0; round < 3; round++) list[list.length + 90_000] = 'x'
    live.commit()
    const next = LiveState.load(rows) as LiveState
    const state = next.view(newScope()) as { list: unknown[] }
    state.list = state.list.slice()
    state.list = state.list.concat(['last'])
    next.commit()
    const read = (LiveState.load(rows) as LiveState).view(newScope()) as { list: unknown[] }
    expect([read.list.length, read.list[90_001], read.list.at(-1)]).toEqual([270_005, 'x', 'last'])
  })
})

describe('texts that are not values', () => {
  const units: Record<string, string> = {
    ascii: 'x',
    'three bytes': '€',
    'a pair of surrogates': '😀',
    'half a pair': '\ud800',
    controls: '\u0001',
  }
  const bytesOf = (text: string): number =>
    new TextEncoder().encode(JSON.stringify(text)).byteLength

  it.each(Object.keys(units))('take no more than a row as a key or element: %s', (name) => {
    const unit = units[name] as string
    const most = Math.floor(1_950_000 / (bytesOf(unit) - 2))
    const fits = unit.repeat(most - 2)
    const long = unit.repeat(most + 1)
    const { state, live, rows, reload } = open<Any>({ o: {}, map: new Map(), set: new Set() }, 2000)
    state.o[fits] = 'v'.repeat(3999)
    state.o.short = 1
    state.map.set(fits, '\u0001'.repeat(4000)).set('short', 1)
    state.set.add(fits).add('short')
    state.whole = [{ [fits]: [1] }, new Map([[fits, new Set([fits])]])]
    const read = reload()
    expect(Object.keys(read.o)).toEqual([fits, 'short'])
    expect([...read.map.keys()]).toEqual([fits, 'short'])
    expect([...read.set]).toEqual([fits, 'short'])
    expect([...read.whole[1].get(fits)]).toEqual([fits])
    for (const data of rows.rows.values()) {
      expect(new TextEncoder().encode(data as string).byteLength).toBeLessThan(2_000_000)
    }
    const why = /takes over 1950000 bytes as JSON/
    const changes: [string, () => unknown][] = [
      ['state.o["', () => Object.assign(state.o, { [long]: 1 })],
      ['state["', () => Object.assign(state, { [long]: 1 })],
      ['state.map.keys()', () => state.map.set(long, 1)],
      ['state.set.values()', () => state.set.add(long)],
      ['state.n["', () => Object.assign(state, { n: { [long]: 1 } })],
      ['state.n.keys()', () => Object.assign(state, { n: new Map([[long, 1]]) })],
      ['state.n.a[0].values()', () => Object.assign(state, { n: { a: [new Set([long])] } })],
    ]
    for (const [path, change] of changes) expectRefused(change, path, why)
    expect(live.changed).toBe(false)
    // Reading them is no assignment.
    expect([state.o[long], state.map.has(long), delete state.o[long]]).toEqual([
      undefined,
      false,
      true,
    ])
  })

  it.each<[string, unknown, unknown]>([
    ['numbers without end', 10n ** 300_000n, 10n ** 2_000_000n],
    ['their negatives', -(10n ** 300_000n), -(10n ** 2_000_000n)],
    ['patterns', new RegExp('x'.repeat(1_900_000)), new RegExp('x'.repeat(2_000_000))],
  ])('take no more than a row as %s', (_name, fits, long) => {
    const { state, rows, reload } = open(createState())
    for (const put of Object.values(puts)) put(state, fits)
    expect(String(reload().x).length).toBe(String(fits).length)
    for (const data of rows.rows.values()) {
      expect(new TextEncoder().encode(data as string).byteLength).toBeLessThan(2_000_000)
    }
    const other = open(createState())
    for (const [path, put] of Object.entries(puts)) {
      expectRefused(() => put(other.state, long), path, /takes over 1950000 bytes as JSON/)
    }
    expect(other.live.changed).toBe(false)
  })
})

it('no row of values near the limits of a page takes more than production does', () => {
  const text = (length: number): string => '\u0001'.repeat(length)
  const { state, live, rows } = open<Any>({}, 2000)
  state.list = Array.from({ length: 50 }, (_, at) => text(3990 + (at % 20)))
  state.fields = Object.fromEntries(
    Array.from({ length: 50 }, (_, at) => [text(3000 + at), text(4000)]),
  )
  state.map = new Map(Array.from({ length: 50 }, (_, at) => [text(at * 5000), text(4000)]))
  state.large = text(900_000)
  state.nested = { a: { b: [text(4000), { [text(3999)]: text(3999) }] } }
  live.commit()
  for (const data of rows.rows.values()) {
    expect(new TextEncoder().encode(data as string).byteLength).toBeLessThan(2_000_000)
  }
})
