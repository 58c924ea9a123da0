import { assertMessages } from '../../definition/assert-sockets.ts'
import { SocketMessages } from '../events/socket-messages.ts'
import type { SocketMessagesFeature } from './features.ts'

/** For definitions with `sockets: { messages }`. */
export const socketMessages: SocketMessagesFeature = {
  forClass(definition, className) {
    assertMessages(className, definition)
    return new SocketMessages(definition.sockets?.messages)
  },
}
