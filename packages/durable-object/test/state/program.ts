import fc from 'fast-check'
import type { Scope } from '../../src/state/index.ts'

export interface Step {
  op: number
  path: number[]
  from: number[]
  n: number
  m: number
  value: unknown
}

export const KEYS: string[] = ['a', 'b', 'c', '7', '__proto__', 'constructor', '$', 'long key', '']

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer(),
  fc.string({ maxLength: 12 }),
  fc.constantFrom<unknown>(
    null,
    undefined,
    NaN,
    -0,
    Infinity,
    true,
    false,
    10n,
    -5n,
    '\ud800',
    '{"$":1}',
  ),
  fc.string({ minLength: 60, maxLength: 700 }),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(/a"b/gi, /\//),
  fc.uint8Array({ maxLength: 200 }),
)

export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(fc.oneof(tie('value'), leaf), { maxLength: 12 }),
    fc.array(fc.constantFrom<unknown>(1, 'x', null), { maxLength: 40 }),
    fc.array(fc.constantFrom<unknown>({}, { n: 1 }), { maxLength: 40 }),
    fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 5 }).map(toObject),
    fc
      .array(
        fc.tuple(fc.oneof(fc.integer({ max: 30, min: 0 }), fc.constantFrom(...KEYS)), tie('value')),
        { maxLength: 8 },
      )
      .map((entries) => new Map(entries)),
    fc
      .array(
        fc.oneof(
          fc.integer({ max: 50, min: 0 }),
          fc.constantFrom<unknown>(NaN, undefined, -0, 'x'),
        ),
        { maxLength: 20 },
      )
      .map((items) => new Set(items)),
    fc.array(fc.constantFrom(1, undefined), { maxLength: 5 }).map((list) => {
      const holes = list.slice()
      list.forEach((item, at) => item === undefined && at % 2 && delete holes[at])
      return holes
    }),
    fc.constant(null).map(() => Object.assign(Object.create(null), { z: 1 })),
  ),
})).value

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    op: fc.nat(99),
    path: fc.array(fc.nat(20), { maxLength: 4 }),
    from: fc.array(fc.nat(20), { maxLength: 4 }),
    n: fc.nat(30),
    m: fc.nat(30),
    value: anyValue,
  }),
  { maxLength: 40, minLength: 1, size: 'max' },
)

function toObject(entries: [string, unknown][]): object {
  const object = {}
  for (const [key, value] of entries) define(object, key, value)
  return object
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

export function clone(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return new Date(value)
  if (value instanceof RegExp) return new RegExp(value)
  if (value instanceof Uint8Array) return value.slice()
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [clone(key), clone(item)]))
  if (value instanceof Set) return new Set([...value].map(clone))
  if (Array.isArray(value)) return value.map(clone)
  const copy = Object.create(Object.getPrototypeOf(value))
  for (const key of Object.keys(value))
    define(copy, key, clone((value as Record<string, unknown>)[key]))
  return copy
}

export function newScope(): Scope {
  return {
    alive: true,
    onDeadWrite() {
      throw new Error('the handler has ended')
    },
  }
}
