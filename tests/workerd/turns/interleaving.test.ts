import fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import type { Script, Step } from './objects/interleaving.ts'

/** Objects that can be sent to the object; those without a prototype cannot. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(model, { noNullPrototype: true })
const key = fc.constantFrom('a', 'b', 'c')
const value = fc.nat(1_000)
const step: fc.Arbitrary<Step> = fc.oneof(
  record({ do: fc.constant('push' as const), value }),
  record({ do: fc.constant('set' as const), key, value }),
  record({ do: fc.constant('delete' as const), key }),
  record({ do: fc.constant('trim' as const), keep: fc.integer({ min: 1, max: 5 }) }),
  record({ do: fc.constant('move' as const) }),
  record({ do: fc.constant('pause' as const) }),
  record({ do: fc.constant('outside' as const) }),
  record({ do: fc.constant('savepoint' as const), value, throws: fc.boolean() }),
)
const script: fc.Arbitrary<Script> = record({
  steps: fc.array(step, { maxLength: 8 }),
  throws: fc.boolean(),
})

test('handlers that interleave at outside() leave the state that their commit points say', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(script, { minLength: 2, maxLength: 6 }), async (scripts) => {
      run += 1
      const name = `run ${run}`
      const stub = objectOf('Interleaving', name)
      const ends = await Promise.allSettled(scripts.map((one) => stub.play(one)))
      expect(ends.map(({ status }) => status === 'rejected')).toEqual(
        scripts.map(({ throws }) => throws),
      )
      const expected = await stub.model()
      expect(await stub.state_()).toEqual(expected)
      if (run % 10 === 0) {
        await restartObjects()
        expect(await objectOf('Interleaving', name).state_()).toEqual(expected)
      }
    }),
    { numRuns: 200 },
  )
})
