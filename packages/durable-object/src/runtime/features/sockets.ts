import { runSocketEvent } from '../events/sockets.ts'
import { acceptSocket } from '../handler/accept-socket.ts'
import { broadcast } from '../handler/broadcast.ts'
import { patchSockets } from '../patches/index.ts'
import type { SocketsFeature } from './features.ts'

/** For definitions with `webSocketMessage`, and for code that accepts sockets or uses `this.broadcast`. */
export const sockets: SocketsFeature = {
  patch: patchSockets,
  run: runSocketEvent,
  accept: acceptSocket,
  broadcast,
}
