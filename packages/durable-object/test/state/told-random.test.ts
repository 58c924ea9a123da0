import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMask, type ShownKeys } from '../../src/state/operations/mask.ts'
import { anyValue, KEYS } from './harness/any-value.ts'
import { Followed } from './harness/followed.ts'
import { steps } from './harness/steps.ts'

const RUNS = Number(process.env.RUNS ?? 600)
const seed = process.env.SEED ? { seed: Number(process.env.SEED) } : {}

const everything: ShownKeys = new Map(KEYS.map((key) => [key, undefined]))

it.each([30, 2000])(
  'a page that applies what it is told has the state after each commit (pages of %i)',
  (pageSize) => {
    let [commits, views] = [0, 0]
    fc.assert(
      fc.property(anyValue, steps, (value, program) => {
        const root = { a: value, b: [value, [1, 2, 3], { c: value }] }
        const machine = new Followed(root, { pageSize, keys: everything })
        for (const step of program) machine.run(step)
        machine.end()
        machine.checkPage()
        commits += machine.commits
        views += machine.views
      }),
      { numRuns: RUNS, ...seed },
    )
    expect(views).toBeLessThan(commits / 4)
  },
  600_000,
)

const mask: fc.Arbitrary<ReturnType<typeof createMask>> = fc
  .record({
    last: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
    fields: fc.option(fc.subarray(KEYS), { nil: undefined }),
    isPick: fc.boolean(),
  })
  .map(({ last, fields, isPick }) => {
    return createMask({ last, allows: fields && ((field) => fields.includes(field) === isPick) })
  })

const masks: fc.Arbitrary<ShownKeys> = fc.subarray(KEYS, { minLength: 1 }).chain((keys) => {
  return fc
    .tuple(...keys.map(() => mask))
    .map((each) => new Map(keys.map((key, at) => [key, each[at]])))
})

it('the same through masks', () => {
  fc.assert(
    fc.property(anyValue, steps, masks, (value, program, keys) => {
      const root = { a: value, b: [value, [1, 2, 3], { c: value }] }
      const machine = new Followed(root, { pageSize: 60, keys })
      for (const step of program) machine.run(step)
      machine.end()
      machine.checkPage()
    }),
    { numRuns: RUNS, ...seed },
  )
}, 600_000)
