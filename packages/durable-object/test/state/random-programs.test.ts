import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyValue } from './harness/any-value.ts'
import { Machine } from './harness/machine.ts'
import { steps } from './harness/steps.ts'

const RUNS = Number(process.env.RUNS ?? 800)
const seed = process.env.SEED ? { seed: Number(process.env.SEED) } : {}

it.each([30, 120, 2000])(
  'is equal to plain data with its references after every step (pages of %i)',
  (pageSize) => {
    fc.assert(
      fc.property(anyValue, steps, (value, program) => {
        const machine = new Machine({ a: value, b: [value, [1, 2, 3], { c: value }] }, pageSize)
        machine.check()
        for (const step of program) {
          machine.run(step)
          machine.check()
        }
        machine.end()
        machine.check()
        machine.reload()
        machine.check()
        expect(machine.state.changed).toBe(false)
      }),
      { numRuns: RUNS, ...seed },
    )
  },
  600_000,
)

it.each([30, 120])(
  'is equal after programs that are only checked at the end (pages of %i)',
  (pageSize) => {
    fc.assert(
      fc.property(anyValue, steps, (value, program) => {
        const machine = new Machine({ a: value, b: [value, [1, 2, 3], { c: value }] }, pageSize)
        for (const step of program) machine.run(step)
        machine.end()
        machine.reload()
        machine.check()
      }),
      { numRuns: RUNS, ...seed },
    )
  },
  600_000,
)
