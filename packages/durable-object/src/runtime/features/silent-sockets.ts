import { assertSockets } from '../../definition/assert-sockets.ts'
import { SilentSockets } from '../handler/silent-sockets.ts'
import type { SilentSocketsFeature } from './features.ts'

/** For definitions with `sockets: { closeSilent }`. */
export const silentSockets: SilentSocketsFeature = {
  forClass(limit, className) {
    assertSockets(className, limit)
    return new SilentSockets(limit)
  },
}
