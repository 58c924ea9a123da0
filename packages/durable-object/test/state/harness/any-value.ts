import fc from 'fast-check'
import { define } from './define.ts'

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
      list.forEach((item, at) => {
        if (item === undefined && at % 2) delete holes[at]
      })
      return holes
    }),
    fc.constant(null).map(() => Object.assign(Object.create(null), { z: 1 })),
  ),
})).value

function toObject(entries: [string, unknown][]): object {
  const object = {}
  for (const [key, value] of entries) define(object, key, value)
  return object
}
