import { describe, expect, it } from 'vitest'
import { DurableObjectStateError } from '../../src/errors.ts'
import { LiveState } from '../../src/state/index.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { open } from './harness/open.ts'
import { newScope } from './harness/scope.ts'

type Any = Record<string, any>
type Nest = (child: unknown) => unknown

const MOST = 500

const nests: Record<string, Nest> = {
  objects: (child) => ({ child }),
  arrays: (child) => [child],
  Maps: (child) => new Map([['child', child]]),
  'keys of Maps': (child) => new Map([[child, 1]]),
  Sets: (child) => new Set([child]),
  'objects with what JSON cannot say': (child) => ({ child, none: undefined }),
  'objects without a prototype': (child) => Object.assign(Object.create(null) as object, { child }),
}

function nest(levels: number, wrap: Nest, innermost: unknown = 'end'): unknown {
  let value = innermost
  for (let level = 0; level < levels; level++) value = wrap(value)
  return value
}

function levelsOf(value: unknown): number {
  let levels = 0
  for (let at = value; typeof at === 'object' && at !== null; levels++) at = childOf(at)
  return levels
}

function childOf(value: object): unknown {
  if (value instanceof Map) return value.has('child') ? value.get('child') : [...value.keys()][0]
  if (value instanceof Set || Array.isArray(value)) return [...value][0]
  return (value as Any).child
}

describe.each(Object.keys(nests))('nested %s', (name) => {
  const wrap = nests[name] as Nest

  it('are taken up to the limit and refused beyond it, with their path', () => {
    const { state, live, rows, reload } = open<Any>({ a: [{}] })
    // The state itself is the first level, `a` and its element the next two.
    state.a[0].deep = nest(MOST - 3, wrap)
    expect(levelsOf(reload().a[0].deep)).toBe(MOST - 3)
    expect(levelsOf(((LiveState.load(rows) as LiveState).view(newScope()) as Any).a[0].deep)).toBe(
      MOST - 3,
    )
    const before = live.snapshot()
    for (const put of [
      () => Object.assign(state.a[0], { deeper: nest(MOST - 2, wrap) }),
      () => state.a.push(nest(MOST - 1, wrap)),
      () => live.replace(newScope(), nest(MOST + 1, wrap)),
      () => LiveState.create(new MemoryRows(), nest(MOST + 1, wrap)),
    ]) {
      expect(put).toThrow(DurableObjectStateError)
      expect(put).toThrow(/^state.*is nested more than 500 levels deep/)
    }
    expect(live.changed).toBe(false)
    expect(live.snapshot()).toEqual(before)
  })

  it('cannot grow beyond it level by level', () => {
    const { state, reload } = open<Any>({ at: {} })
    let at = state.at
    let levels = 2
    try {
      for (; levels < 2 * MOST; levels++) at = putBelow(at, wrap)
    } catch (error) {
      expect(error).toBeInstanceOf(DurableObjectStateError)
      expect((error as DurableObjectStateError).path).toMatch(/^state\.at/)
    }
    expect(levels).toBe(MOST)
    const read = reload()
    expect(levelsOf(read.at)).toBe(MOST - 1)
    delete state.at
    expect(reload()).toEqual({})
  })
})

/** Puts one level below and gives it. */
function putBelow(at: any, wrap: Nest): any {
  const child = wrap({})
  const isBare = !(child instanceof Map || child instanceof Set || Array.isArray(child))
  if (Array.isArray(at)) {
    at[0] = []
    return at[0]
  }
  if (at instanceof Map) {
    at.set('child', new Map())
    return at.get('child')
  }
  if (at instanceof Set) {
    at.add(new Set())
    return [...at][0]
  }
  at.child = isBare ? {} : new (child as any).constructor()
  return at.child
}

it('cannot be passed by putting parts into parts', () => {
  const { state, reload } = open<Any>({ list: {} })
  const grow = (): void => {
    for (let round = 0; round < 2 * MOST; round++) state.list = { child: state.list }
  }
  expect(grow).toThrow(/is nested more than 500 levels deep/)
  expect(levelsOf(reload().list)).toBe(MOST - 1)
  state.other = state.list.child
  expect(() => Object.assign(state, { deeper: { child: state.list } })).toThrow(/nested/)
  state.list = { ...state.list, more: 1 }
  expect(levelsOf(reload().list)).toBe(MOST - 1)
})

it.each<[string, (below: unknown) => object]>([
  ['small objects', (child) => ({ child })],
  ['objects with rows of their own', (child) => ({ child, pad: 'x'.repeat(5) })],
  ['lists with rows of their own', (child) => [...'xxxxx', child]],
  [
    'Maps with rows of their own',
    (child) =>
      new Map<unknown, unknown>([
        ['child', child],
        ['pad', 'x'.repeat(50)],
      ]),
  ],
])('cannot be passed by one level at each wake: %s', (_what, wrap) => {
  const rows = new MemoryRows()
  LiveState.create(rows, { at: 'end' }, { pageSize: 30 }).commit()
  let levels = 1
  const grow = (): void => {
    for (; levels < 2 * MOST; levels++) {
      const live = LiveState.load(rows, { pageSize: 30 }) as LiveState
      const state = live.view(newScope()) as Any
      state.at = wrap(state.at)
      live.commit()
    }
  }
  expect(grow).toThrow(/is nested more than 500 levels deep/)
  expect(levels).toBe(MOST)
})

/** What the first version let grow, one level at a time. */
function storedDeep(levels: number): MemoryRows {
  const rows = new MemoryRows()
  const span = 2 ** 32
  const perRow = 300
  const reference = (number: number): string => `{"$":["c","o",${number}]}`
  const count = Math.ceil(levels / perRow)
  for (let number = 1; number <= count; number++) {
    const inner = number < count ? reference(number + 1) : '"end"'
    const text = '{"child":'.repeat(perRow) + inner + '}'.repeat(perRow)
    rows.rows.set(number * span + 2 ** 31, `[[0,0],"child",${text}]`)
  }
  rows.rows.set(1, `[1,{"deep":${reference(1)},"n":1}]`)
  return rows
}

describe('a state stored deeper than the limit', () => {
  const load = (rows: MemoryRows): { live: LiveState; state: Any } => {
    const live = LiveState.load(rows) as LiveState
    return { live, state: live.view(newScope()) as Any }
  }

  it('is read, at any depth', () => {
    const { live, state } = load(storedDeep(30_000))
    let [levels, at] = [0, state.deep]
    for (; typeof at === 'object'; levels++) at = at.child
    expect([levels, at]).toEqual([30_100, 'end'])
    expect(levelsOf(live.snapshot())).toBe(1)
    expect(levelsOf((live.snapshot() as Any).deep)).toBe(30_100)
    expect(Object.keys(state)).toEqual(['deep', 'n'])
  })

  it.each<[string, (state: Any) => unknown]>([
    ['deleted', (state) => delete state.deep],
    ['replaced', (state) => Object.assign(state, { deep: 1 })],
    ['replaced by an object', (state) => Object.assign(state, { deep: { child: { x: 1 } } })],
    ['cut', (state) => delete state.deep.child.child],
    ['cut in the middle', (state) => delete walk(state.deep, 1000).child],
  ])('is %s', (_how, change) => {
    const rows = storedDeep(30_000)
    const { live, state } = load(rows)
    change(state)
    live.undo()
    expect(levelsOf((live.snapshot() as Any).deep)).toBe(30_100)
    change(state)
    live.commit()
    expect(rows.rows.size).toBeLessThan(10)
    expect(levelsOf((load(rows).live.snapshot() as Any).deep)).toBeLessThan(1100)
  })

  it('is changed in place, without more levels', () => {
    const rows = storedDeep(30_000)
    const { live, state } = load(rows)
    const at = walk(state.deep, 20_000)
    at.n = 1
    expect(() => Object.assign(at, { more: {} })).toThrow(DurableObjectStateError)
    state.n = 2
    state.deep = { ...state.deep, m: 1 }
    live.commit()
    const next = load(rows).live.snapshot() as Any
    expect([next.n, next.deep.m, levelsOf(next.deep)]).toEqual([2, 1, 30_100])
    expect(walk(next.deep, 20_000).n).toBe(1)
  })

  it('can be replaced', () => {
    const rows = storedDeep(30_000)
    const { live } = load(rows)
    live.replace(newScope(), { fresh: true })
    live.commit()
    expect([...rows.rows]).toEqual([[1, '[1,{"fresh":true}]']])
  })
})

function walk(value: any, levels: number): any {
  let at = value
  for (let level = 0; level < levels; level++) at = at.child
  return at
}
