import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import { anyValue } from './harness/any-value.ts'
import { clone } from './harness/clone.ts'
import { difference } from './harness/difference.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

interface Call {
  name: string
  a: number
  b: number
  value: unknown
}

type List = any[]
type Method = (list: List, call: Call) => unknown

const RUNS = Number(process.env.RUNS ?? 500)

const methods: Record<string, Method> = {
  at: (list, { a }) => list.at(a),
  concat: (list, { value }) => list.concat(value, list),
  copyWithin: (list, { a, b }) => list.copyWithin(a, b),
  define: (list, { a, value }) => a in list && Object.defineProperty(list, a, { value }),
  descriptor: (list, { a }) => Object.getOwnPropertyDescriptor(list, a),
  entries: (list) => [...list.entries()],
  fill: (list, { a, b, value }) => list.fill(value, a, b),
  filter: (list, { a }) => list.filter((_: unknown, at: number) => at % 3 === Math.abs(a) % 3),
  flat: (list, { a }) => list.flat(Math.abs(a)),
  has: (list, { a }) => [a in list, Object.hasOwn(list, a), Object.keys(list).length],
  includes: (list, { a, value }) => [list.includes(list[a]), list.includes(value)],
  join: (list) => list.join(),
  lastIndexOf: (list, { a, b }) => list.lastIndexOf(list[a], b),
  length: (list, { a }) => {
    list.length = Math.abs(a)
    return list.length
  },
  pop: (list) => list.pop(),
  push: (list, { value }) => list.push(value, 1),
  remove: (list, { a }) => [delete list[a], list.length],
  reverse: (list) => list.reverse(),
  set: (list, { a, value }) => {
    list[Math.abs(a)] = value
    return list[Math.abs(a)]
  },
  shift: (list) => list.shift(),
  slice: (list, { a, b }) => list.slice(a, b),
  sort: (list) => list.sort(),
  splice: (list, { a, b, value }) => list.splice(a, Math.abs(b) % 4, value),
  text: (list) => `${list}`,
  toSorted: (list) => list.toSorted(),
  toSpliced: (list, { a, b }) => list.toSpliced(a, b),
  unshift: (list, { value }) => list.unshift(value),
  values: ([first, second, ...rest]) => [first, second, rest],
  with: (list, { a, value }) => list.with(a, value),
}

const call: fc.Arbitrary<Call> = fc.record({
  name: fc.constantFrom(...Object.keys(methods)),
  a: fc.integer({ min: -9, max: 40 }),
  b: fc.integer({ min: -9, max: 40 }),
  value: anyValue,
})

/** What the call gives, or the name of what it throws: some values have no text. */
function outcome(list: List, { value, ...call }: Call): unknown {
  try {
    return methods[call.name]?.(list, { ...call, value: clone(value) })
  } catch (error) {
    return { thrown: (error as Error).name }
  }
}

/** An object at two places of the state is two parts once its handler has ended. */
function separate(list: List): void {
  const seen = new Set<unknown>()
  for (const [at, item] of list.entries()) {
    if (typeof item !== 'object' || item === null) continue
    if (seen.has(item)) list[at] = clone(item)
    seen.add(item)
  }
}

it.each([30, 200])(
  'a list gives the same after each wake as in memory and as a plain one (pages of %i)',
  (pageSize) => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { maxLength: 40 }),
        fc.array(call, { minLength: 1, maxLength: 8 }),
        (value, calls) => {
          const model = clone(value) as List
          const rows = new MemoryRows()
          LiveState.create(rows, { list: value }, { pageSize }).commit()
          const warm = LiveState.create(new MemoryRows(), { list: value }, { pageSize })
          for (const step of calls) {
            const woken = LiveState.load(rows, { pageSize }) as LiveState
            const expected = outcome(model, step)
            for (const live of [woken, warm]) {
              const scope = newScope()
              const { list } = live.view(scope) as { list: List }
              expect(difference(outcome(list, step), expected, step.name)).toBeUndefined()
              expect(difference(live.snapshot(), { list: model })).toBeUndefined()
              live.flush()
              live.commit()
              live.release(scope)
            }
            separate(model)
          }
        },
      ),
      { numRuns: RUNS },
    )
  },
  600_000,
)
