import { assertDuration, toMilliseconds } from '../../definition/duration.ts'
import { DurableObjectIdempotencyError } from '../../errors.ts'
import { defaultOnceFor } from '../../limits.ts'
import { knowErrors } from '../calls/receive-error.ts'
import { defineMethod } from '../once/define-method.ts'
import { runOnce } from '../once/run-once.ts'
import type { OnceFeature } from './features.ts'

/** For code that calls `stub.method.once(key, …)`, and for `calls.onceFor`. */
export const once: OnceFeature = {
  forClass({ calls: { onceFor = defaultOnceFor } = {} }, className) {
    assertDuration(className, onceFor, { path: 'calls.onceFor', least: 1 })
    const keptFor = toMilliseconds(onceFor)
    knowErrors({ DurableObjectIdempotencyError })
    return { run: (object, call) => runOnce(object, call, keptFor) }
  },
  defineMethod,
}
