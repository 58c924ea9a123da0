import { currentTurn } from '../turns/current-turn.ts'

const installed = Symbol.for('cloudwerk.direct-sends')

/**
 * Makes what a handler sends through a socket by itself wait for the disk as its answer does. The
 * platform looks for writes under way when `send` is called (workerd 1.20261006), and the state is
 * written only when the handler ends, so each such call announces a write.
 *
 * On a socket that is closing or closed both do nothing, as in browsers. The platform's throw
 * (`socket.close(code)` with the 1005 or 1006 that `webSocketClose` is given), and where a throw undoes
 * nothing that is harmless.
 */
export function installDirectSends(): void {
  const prototype: WebSocket & { [installed]?: true } = WebSocket.prototype
  if (prototype[installed]) return
  for (const name of ['send', 'close'] as const) {
    const native = prototype[name] as (...args: unknown[]) => void
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value(this: WebSocket, ...args: unknown[]) {
        const turn = currentTurn.getStore()
        if (name === 'send') assertMessage(args[0])
        if (turn && this.readyState > WebSocket.READY_STATE_OPEN) {
          return endQuietly(this, { native, name, args })
        }
        if (turn?.alive && !turn.isAway) turn.announceWrite()
        return Reflect.apply(native, this, args)
      },
    })
  }
  Object.defineProperty(prototype, installed, { value: true })
}

/** The client has left, or this side has closed already. A close frame may still be owed. */
function endQuietly(
  socket: WebSocket,
  { native, name, args }: { native: (...args: unknown[]) => void; name: string; args: unknown[] },
): void {
  if (name === 'send') return
  try {
    Reflect.apply(native, socket, args)
  } catch {
    // It is a code that cannot be sent, or a reason that is too long.
  }
}

/** The platform would send `[object Object]`. */
function assertMessage(message: unknown): void {
  if (typeof message === 'string') return
  const proto: unknown = Object.getPrototypeOf(Object(message))
  if (proto !== Object.prototype && proto !== Array.prototype) return
  throw new TypeError('send() takes a string or bytes: socket.send(JSON.stringify(message)).')
}
