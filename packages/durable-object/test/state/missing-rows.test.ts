import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DurableObjectStateError } from '../../src/errors.ts'
import { LiveState } from '../../src/state/index.ts'
import { createFixtureValue } from './fixtures/value.ts'
import { difference } from './harness/difference.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

type Any = Record<string, any>
type Change = (state: any) => unknown

const item = (n: number): Any => ({ n, text: 'lorem ipsum '.repeat(3) })

function create(value: unknown, pageSize = 200): MemoryRows {
  const rows = new MemoryRows()
  LiveState.create(rows, value, { pageSize }).commit()
  return rows
}

/** Commits each change by itself, some after a restart. */
function build(value: unknown, changes: Change[]): MemoryRows {
  const rows = create(value)
  let live = LiveState.load(rows, { pageSize: 200 }) as LiveState
  for (const [at, change] of changes.entries()) {
    if (at % 7 === 0) live = LiveState.load(rows, { pageSize: 200 }) as LiveState
    change(live.view(newScope()))
    live.commit()
  }
  return rows
}

const times = (count: number, change: (state: any, at: number) => unknown): Change[] =>
  Array.from({ length: count }, (_, at) => (state) => change(state, at))

const states: Record<string, () => MemoryRows> = {
  'one of each kind': () => create(createFixtureValue()),
  'a list that grew one by one': () =>
    build(
      { list: [] },
      times(300, ({ list }, at) => list.push(item(at))),
    ),
  'a list that is trimmed': () =>
    build(
      { list: [] },
      times(200, (state, at) => {
        state.list.push(item(at))
        state.list = state.list.slice(-50)
      }),
    ),
  'a list that shrank at its end': () =>
    build({ list: Array.from({ length: 100 }, (_, at) => item(at)) }, [
      ...times(10, ({ list }) => list.push(item(1))),
      ...times(60, ({ list }) => list.pop()),
      ...times(5, ({ list }) => list.push(item(2))),
    ]),
  'a Map that grew one by one': () =>
    build(
      { map: new Map() },
      times(100, ({ map }, at) => map.set(at, item(at))),
    ),
  'a Set that grew one by one': () =>
    build(
      { set: new Set() },
      times(100, ({ set }, at) => set.add(`member ${at}`)),
    ),
  'an object that grew one by one': () =>
    build(
      {},
      times(100, (state, at) => (state[`field ${at}`] = item(at))),
    ),
  'a list that grew by several at once': () =>
    build(
      { list: [] },
      times(30, ({ list }, at) => list.push(...Array(at).fill(item(at)))),
    ),
  'one that grew in its middle': () =>
    build(
      { list: [item(0)] },
      times(100, ({ list }, at) => list.splice(at >> 1, 0, item(at))),
    ),
}

function read(rows: MemoryRows): { value?: unknown; error?: unknown } {
  try {
    return { value: LiveState.load(rows, { pageSize: 200 })?.snapshot() }
  } catch (error) {
    return { error }
  }
}

it.each(Object.keys(states))('notices each row that is missing: %s', (name) => {
  const good = states[name]?.() as MemoryRows
  expect(read(good).error).toBeUndefined()
  expect(good.rows.size).toBeGreaterThan(5)
  for (const id of good.rows.keys()) {
    const rows = new MemoryRows()
    rows.rows = new Map(good.rows)
    rows.rows.delete(id)
    const { error } = read(rows)
    expect(error, `row ${id}`).toBeInstanceOf(DurableObjectStateError)
    expect((error as DurableObjectStateError).message).toContain('cannot be read')
  }
})

it('notices each row that is missing after any changes', () => {
  const step = fc.record({
    kind: fc.nat(9),
    at: fc.nat(40),
    size: fc.integer({ min: 1, max: 300 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const rows = create({ list: [1], map: new Map(), text: '' }, 60)
      let live = LiveState.load(rows, { pageSize: 60 }) as LiveState
      for (const [at, { kind, ...rest }] of steps.entries()) {
        if (at % 5 === 0) live = LiveState.load(rows, { pageSize: 60 }) as LiveState
        change(live.view(newScope()) as Any, { kind, ...rest })
        live.commit()
      }
      const wish = live.snapshot()
      const all = new Map(rows.rows)
      for (const id of all.keys()) {
        if (all.size === 1) continue
        rows.rows = new Map(all)
        rows.rows.delete(id)
        const { value, error } = read(rows)
        if (error === undefined) expect(difference(value, wish), `row ${id}`).toBeUndefined()
        else expect(error).toBeInstanceOf(DurableObjectStateError)
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 300) },
  )
})

function change(
  state: Any,
  { kind, at, size }: { kind: number; at: number; size: number },
): unknown {
  const value = `${at}`.padEnd(size, 'x')
  const { list, map } = state
  switch (kind) {
    case 0:
      return map.set(at, value)
    case 1:
      return map.delete(at)
    case 2:
      return list.pop()
    case 3:
      return list.splice(at, 2, value)
    case 4:
      return Object.assign(state, { list: list.slice(-at) })
    case 5:
      return Object.assign(state, { text: value })
    default:
      return list.push(value)
  }
}

it('takes an object whose first row is missing for damaged, not for new', () => {
  for (const rest of [
    [2 ** 32, '""'],
    [0, 'name'],
  ] as [number, string][]) {
    const rows = new MemoryRows()
    rows.rows.set(...rest)
    expect(() => LiveState.load(rows)).toThrow(
      expect.objectContaining({ row: 1, name: 'DurableObjectStateError' }),
    )
  }
})
