import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeData } from '../../durable-object/src/state/index.ts'
import { anyValue, KEYS } from '../../durable-object/test/state/harness/any-value.ts'
import { Followed } from '../../durable-object/test/state/harness/followed.ts'
import { steps } from '../../durable-object/test/state/harness/steps.ts'
import { apply, type Operation } from '../src/state/apply.ts'
import { decode } from '../src/values/decode.ts'
import { encode } from '../src/values/encode.ts'
import { hash } from '../src/values/hash.ts'

it('what the engine tells of random programs brings a view up to date, and leaves the one before alone', () => {
  let told = 0
  fc.assert(
    fc.property(anyValue, steps, (value, program) => {
      const root = { a: value, b: [value, [1, 2, 3], { c: value }] }
      const keys = new Map(KEYS.map((key) => [key, undefined]))
      const machine = new Followed(root, { pageSize: 60, keys })
      machine.onTold = (text, before, after) => {
        told++
        const view = decode(before)
        const next = apply(view, decode(text) as Operation[])
        expect(encodeData(next, 'view')).toBe(after)
        // So that the hash of what the page has is that of what the object would send.
        expect(encode(next)).toBe(after)
        expect(hash(encode(view))).toBe(hash(before))
      }
      for (const step of program) machine.run(step)
      machine.end()
    }),
    { numRuns: Number(process.env.RUNS || 300), seed: Number(process.env.SEED ?? 1) },
  )
  expect(told).toBeGreaterThan(100)
})
