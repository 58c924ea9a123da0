import fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectOf, restartObjects } from './calls.ts'
import type { Script, Step } from './objects/interleaving.ts'

const key = fc.constantFrom('a', 'b', 'c')
const value = fc.nat(1_000)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('push' as const), value }),
  fc.record({ do: fc.constant('set' as const), key, value }),
  fc.record({ do: fc.constant('delete' as const), key }),
  fc.record({ do: fc.constant('trim' as const), keep: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constant('move' as const) }),
  fc.record({ do: fc.constant('pause' as const) }),
  fc.record({ do: fc.constant('outside' as const) }),
  fc.record({ do: fc.constant('savepoint' as const), value, throws: fc.boolean() }),
)
const script: fc.Arbitrary<Script> = fc.record({
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
      const calls = scripts.map((one) => stub.play(one).then(undefined, () => undefined))
      await Promise.all(calls)
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
