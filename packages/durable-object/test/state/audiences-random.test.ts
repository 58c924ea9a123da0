import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { createViewRules, type ViewRule } from '../../src/runtime/live/view-rules.ts'
import { anyValue, KEYS } from './harness/any-value.ts'
import { Watched } from './harness/audiences.ts'
import { marked } from './harness/marked.ts'
import { steps } from './harness/steps.ts'
import { unlessRefused } from './harness/unless-refused.ts'

const RUNS = Number(process.env.RUNS ?? 600)
const seed = process.env.SEED ? { seed: Number(process.env.SEED) } : {}

const fields = fc.option(fc.subarray(KEYS), { nil: undefined })

const rule: fc.Arbitrary<true | ViewRule> = fc.oneof(
  fc.constant<true>(true),
  fc
    .record({
      last: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      pick: fields,
      omit: fields,
      for: fc.option(fc.subarray([0, 1, 2]), { nil: undefined }),
    })
    .map(({ last, pick, omit, for: viewers }) => ({
      ...(last && { last }),
      ...(pick ? { pick } : omit && { omit }),
      ...(viewers && { if: (viewer: number) => viewers.includes(viewer) }),
    })),
)

const view = fc.dictionary(fc.constantFrom('a', 'b', '7', '$', 'long key'), rule, { minKeys: 1 })

it('each viewer has what it may see, and never got a text from elsewhere', () => {
  let frames = 0
  const logged = vi.spyOn(console, 'error')
  fc.assert(
    fc.property(anyValue, steps, view, (value, program, rules) => {
      const root = marked({ a: value, b: [value, [1, 2, 3], { c: value }], long: 'secret' })
      const machine = new Watched(root, { rules: createViewRules(rules), viewers: [0, 1, 2] })
      unlessRefused(() => {
        for (const step of program) machine.run({ ...step, value: marked(step.value) })
        machine.end()
        machine.checkPages()
      })
      frames += machine.frames
    }),
    { numRuns: RUNS, ...seed },
  )
  expect(frames).toBeGreaterThan(RUNS)
  expect(logged).not.toHaveBeenCalled()
}, 600_000)
