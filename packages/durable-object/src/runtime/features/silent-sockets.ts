import { SilentSockets } from '../handler/silent-sockets.ts'
import type { SilentSocketsFeature } from './features.ts'

/** For definitions with `sockets: { closeSilent }`. */
export const silentSockets: SilentSocketsFeature = {
  forClass: (limit) => new SilentSockets(limit),
}
