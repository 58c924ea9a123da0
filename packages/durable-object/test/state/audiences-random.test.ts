import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { createViewRules } from '../../src/runtime/live/view-rules.ts'
import { anyValue } from './harness/any-value.ts'
import { Watched } from './harness/audiences.ts'
import { marked } from './harness/marked.ts'
import { steps } from './harness/steps.ts'
import { view } from './harness/view-rules.ts'

const RUNS = Number(process.env.RUNS ?? 600)
const seed = process.env.SEED ? { seed: Number(process.env.SEED) } : {}

it('each viewer has what it may see, and never got a text from elsewhere', () => {
  let frames = 0
  const logged = vi.spyOn(console, 'error')
  fc.assert(
    fc.property(anyValue, steps, view, (value, program, rules) => {
      const root = marked({ a: value, b: [value, [1, 2, 3], { c: value }], long: 'secret' })
      const machine = new Watched(root, { rules: createViewRules(rules), viewers: [0, 1, 2] })
      for (const step of program) machine.run({ ...step, value: marked(step.value) })
      machine.end()
      machine.checkPages()
      frames += machine.frames
    }),
    { numRuns: RUNS, ...seed },
  )
  expect(frames).toBeGreaterThan(RUNS)
  expect(logged).not.toHaveBeenCalled()
}, 600_000)
