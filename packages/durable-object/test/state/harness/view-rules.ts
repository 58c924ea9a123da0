import fc from 'fast-check'
import type { ViewRule } from '../../../src/runtime/live/view-rules.ts'
import { KEYS } from './any-value.ts'

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

/** Rules of `live.view`, for the viewers 0, 1 and 2. */
export const view: fc.Arbitrary<Record<string, true | ViewRule>> = fc.dictionary(
  fc.constantFrom('a', 'b', '7', '$', 'long key'),
  rule,
  { minKeys: 1 },
)
