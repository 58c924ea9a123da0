import { assertExpires } from '../../definition/assert-expires.ts'
import { Expiry } from '../time/expiry/expiry.ts'
import type { ExpiresFeature } from './features.ts'

/** For definitions with `expires`. */
export const expires: ExpiresFeature = {
  forClass(given, className) {
    assertExpires(className, given)
    return (time) => new Expiry(time, given)
  },
}
