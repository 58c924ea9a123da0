import fc from 'fast-check'
import { anyValue } from './any-value.ts'

/** One step of a program. What the numbers mean depends on what the state has by then. */
export interface Step {
  /** Which change, or what becomes of the handler. */
  op: number
  /** Leads to the value that is changed. */
  path: number[]
  /** Leads to a value that is put in again. */
  from: number[]
  n: number
  m: number
  /** A new value to put in. */
  value: unknown
}

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
