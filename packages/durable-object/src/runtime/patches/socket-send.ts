import { currentTurn } from '../turns/current-turn.ts'
import { replace } from './replace.ts'

type SocketMethod = (...args: unknown[]) => void

/** Undefined where the patch was made by another copy of this module. */
let nativeSend: WebSocket['send'] | undefined

/**
 * Makes `send` and `close` in a handler wait for the disk, as the handler's result does. The platform
 * looks for pending writes when they are called (workerd 1.20261006), but the state is written only when
 * the handler ends, so each of these calls announces a write.
 *
 * On a closing or closed socket both do nothing, as in browsers. The platform throws instead, for
 * example on `socket.close(code)` with the 1005 or 1006 that `webSocketClose` got, and that would undo
 * the handler for something harmless.
 */
export function patchSocketSend(): void {
  const { prototype } = WebSocket
  nativeSend = prototype.send
  for (const name of ['send', 'close'] as const) {
    const native = prototype[name] as SocketMethod
    replace(prototype, name, function (this: WebSocket, ...args: unknown[]): void {
      const turn = currentTurn.getStore()
      if (name === 'send') assertMessage(args[0])
      if (turn && this.readyState > WebSocket.READY_STATE_OPEN) {
        if (name === 'close') closeAgain(this, native, args)
        return
      }
      if (turn?.alive && !turn.isAway) turn.announceWrite()
      Reflect.apply(native, this, args)
    })
  }
}

/** Sends a text that announces no write, outside of a turn. The patch takes a third of the time that sending does. */
export function sendAtOnce(socket: WebSocket, text: string): void {
  if (nativeSend) nativeSend.call(socket, text)
  else socket.send(text)
}

/** The client has left, or this side has closed already. A close frame may still be due. */
function closeAgain(socket: WebSocket, native: SocketMethod, args: unknown[]): void {
  try {
    Reflect.apply(native, socket, args)
  } catch {
    // The code cannot be sent, or the reason is too long.
  }
}

/** The platform would send `[object Object]`. */
function assertMessage(message: unknown): void {
  if (typeof message === 'string') return
  const proto: unknown = Object.getPrototypeOf(Object(message))
  if (proto !== Object.prototype && proto !== Array.prototype) return
  throw new TypeError('send() takes a string or bytes: socket.send(JSON.stringify(message)).')
}
