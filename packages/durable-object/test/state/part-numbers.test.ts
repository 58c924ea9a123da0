import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'
import { expectSoundParts, numbersReferredTo } from './harness/stored-parts.ts'

type Any = Record<string, any>

const SPAN = 2 ** 32
const HIGHEST = 2 ** 21 - 1
const pageSize = 60
const text = (label: string | number): string => `${label} `.padEnd(200, 'x')

/** Rows in which the next part gets this number. */
function rowsBefore(number: number): MemoryRows {
  const rows = new MemoryRows()
  if (number > 1) rows.rows.set((number - 1) * SPAN, '"another part"')
  return rows
}

function store(value: unknown, first: number): MemoryRows {
  const rows = rowsBefore(first)
  LiveState.create(rows, value, { pageSize }).commit()
  rows.rows.delete((first - 1) * SPAN)
  return rows
}

function wake(rows: MemoryRows, handler: (state: any) => void): void {
  const live = LiveState.load(rows, { pageSize }) as LiveState
  handler(live.view(newScope()))
  live.commit()
}

function read(rows: MemoryRows): Any {
  return LiveState.load(rows, { pageSize })?.snapshot() as Any
}

it('uses free numbers again when the highest one is in use', () => {
  const texts = Array.from({ length: 20 }, (_, at) => text(at))
  const rows = store({ texts, list: texts.map((label) => ({ label })) }, HIGHEST - 30)
  for (let round = 0; round < 200; round++) {
    const next = texts.map((_, at) => text(`${round}.${at}`))
    wake(rows, (state) => {
      for (const [at, value] of next.entries()) state.texts[at] = value
      state.list = next.map((label) => ({ label }))
    })
    expect(read(rows)).toEqual({ texts: next, list: next.map((label) => ({ label })) })
    expectSoundParts(rows)
  }
})

it('keeps the numbers low where many wakes replace parts', () => {
  const rows = store({ a: text('a'), b: text('b') }, 2 ** 16 - 10)
  for (let round = 0; round < 2000; round++) {
    wake(rows, (state) => {
      state.a = text(round)
    })
  }
  expect(read(rows)).toEqual({ a: text(1999), b: text('b') })
  expect(Math.max(...numbersReferredTo(rows))).toBeLessThan(2 ** 16 + 100)
})

it('reads few rows to find a number, however many parts there are', () => {
  const texts = Array.from({ length: 3000 }, (_, at) => text(at))
  const rows = store({ texts, one: '' }, HIGHEST - 4000)
  const before = rows.reads
  wake(rows, (state) => {
    state.one = text('one')
  })
  expect(rows.reads - before).toBeLessThan(20)
  expect(read(rows).one).toBe(text('one'))
})

it('refuses a part when all numbers are in use, and stores nothing', () => {
  const rows = store({ n: 0 }, 1)
  // As if each number had a row.
  rows.last = (_from, to) =>
    to < SPAN ? null : { id: Math.floor(Math.min(to, 2 ** 53 - 1) / SPAN) * SPAN, data: '""' }
  const live = LiveState.load(rows, { pageSize }) as LiveState
  const state = live.view(newScope()) as Any
  state.one = text('one')
  rows.writes = 0
  expect(() => live.commit()).toThrow(expect.objectContaining({ code: 'DURABLE_OBJECT_LIMIT' }))
  expect(rows.writes).toBe(0)
  live.undo()
  expect(live.snapshot()).toEqual({ n: 0 })
})

it('gives numbers of a commit that failed to the next one, and none to two parts', () => {
  const rows = store({ list: [text(0)] }, HIGHEST - 5)
  const live = LiveState.load(rows, { pageSize }) as LiveState
  for (let round = 0; round < 50; round++) {
    const state = live.view(newScope()) as Any
    rows.save()
    rows.failAfter = round % 3 === 2 ? Infinity : round % 3
    state.list = [text(round), text(`${round}b`), { deep: [text(`${round}c`), round] }]
    const wish = live.snapshot()
    try {
      live.commit()
    } catch {
      rows.failAfter = Infinity
      rows.rollback()
      live.undo()
      continue
    }
    rows.failAfter = Infinity
    expect(read(rows)).toEqual(wish)
    expectSoundParts(rows)
  }
})

const wakes = fc.array(
  fc.record({
    changes: fc.array(
      fc.record({ at: fc.nat(9), kind: fc.nat(4), size: fc.integer({ min: 1, max: 400 }) }),
      { minLength: 1, maxLength: 6 },
    ),
    commits: fc.nat(2),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
)

it.each([1, 2 ** 16 - 5, HIGHEST - 3])(
  'is equal to a plain model in many wakes from number %i',
  (first) => {
    fc.assert(
      fc.property(wakes, (program) => {
        let model: Any = { k0: text('first'), k1: [text('second'), text('third')] }
        const rows = store(model, first)
        let label = 0
        for (const { changes, commits, fails } of program) {
          const live = LiveState.load(rows, { pageSize }) as LiveState
          for (let round = 0; round <= commits; round++) {
            const state = live.view(newScope()) as Any
            const next = structuredClone(model)
            for (const { at, kind, size } of changes) {
              const key = `k${at}`
              const value = createValue(kind, `${label++}`.padEnd(size, 'y'))
              if (value === undefined) {
                delete state[key]
                delete next[key]
              } else {
                state[key] = value
                next[key] = structuredClone(value)
              }
            }
            rows.save()
            rows.failAfter = fails && round === 0 ? changes.length : Infinity
            try {
              live.commit()
              model = next
            } catch {
              rows.rollback()
              live.undo()
            }
            rows.failAfter = Infinity
          }
          expect(read(rows)).toEqual(model)
          expectSoundParts(rows)
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 60) },
    )
  },
)

function createValue(kind: number, label: string): unknown {
  switch (kind) {
    case 0:
      return label
    case 1:
      return new Uint8Array(label.length)
    case 2:
      return Array.from({ length: 12 }, () => label)
    case 3:
      return new Map([[label, { label, list: [label, label] }]])
    default:
      return undefined
  }
}
