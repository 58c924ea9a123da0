import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createViewRules } from '../../src/runtime/live/view-rules.ts'
import { anyValue } from './harness/any-value.ts'
import { Kept } from './harness/kept.ts'
import { marked } from './harness/marked.ts'
import { steps } from './harness/steps.ts'
import { view } from './harness/view-rules.ts'

const RUNS = Number(process.env.RUNS ?? 300)
const seed = process.env.SEED ? { seed: Number(process.env.SEED) } : {}

it('whoever comes back shows the state, by kept changes or by a view, and nothing hidden', () => {
  let [told, views] = [0, 0]
  fc.assert(
    fc.property(anyValue, steps, steps, view, (value, first, second, rules) => {
      const root = marked({ a: value, b: [value, [1, 2, 3], { c: value }], long: 'secret' })
      const machine = new Kept(root, { rules: createViewRules(rules), viewers: [0, 1, 2] })
      for (const step of [...first, ...second]) machine.run({ ...step, value: marked(step.value) })
      machine.end()
      for (const visitor of machine.visitors) machine.visit(visitor)
      told += machine.told
      views += machine.views
    }),
    { numRuns: RUNS, ...seed },
  )
  expect(told).toBeGreaterThan(RUNS)
  expect(views).toBeGreaterThan(RUNS / 10)
}, 600_000)
