import { SocketOpening } from '../handler/socket-opening.ts'
import type { SocketOpeningFeature } from './features.ts'

/** For definitions with `sockets: { accept, open }`. */
export const socketOpening: SocketOpeningFeature = {
  forClass: (sockets) => new SocketOpening(sockets),
}
