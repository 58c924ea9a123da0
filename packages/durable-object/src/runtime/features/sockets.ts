import { answerUpgrade } from '../events/answer-upgrade.ts'
import { listSockets } from '../events/ended-sockets.ts'
import { runSocketEvent } from '../events/sockets.ts'
import { acceptSocket, connectSocket } from '../handler/accept-socket.ts'
import { broadcast } from '../handler/broadcast.ts'
import { patchSockets } from '../patches/index.ts'
import type { SocketsFeature } from './features.ts'

/** For definitions with `sockets` or handlers of sockets, and for code that accepts sockets or uses `this.broadcast`. */
export const sockets: SocketsFeature = {
  patch: patchSockets,
  run: runSocketEvent,
  accept: acceptSocket,
  connect: connectSocket,
  list: listSockets,
  broadcast,
  answer: answerUpgrade,
}
