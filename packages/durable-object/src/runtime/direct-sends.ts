import { currentTurn } from './call-chain.ts'

const installed = Symbol.for('cloudwerk.direct-sends')

/**
 * Makes what a handler sends through a socket by itself wait for the disk as its answer does. The
 * platform looks for writes under way when `send` is called (workerd 1.20261006), and the state is
 * written only when the handler ends, so each such call announces a write.
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
        if (turn?.alive && !turn.isAway) turn.announceWrite()
        if (name === 'send') assertMessage(args[0])
        return Reflect.apply(native, this, args)
      },
    })
  }
  Object.defineProperty(prototype, installed, { value: true })
}

/** The platform would send `[object Object]`. */
function assertMessage(message: unknown): void {
  if (typeof message === 'string') return
  const proto: unknown = Object.getPrototypeOf(Object(message))
  if (proto !== Object.prototype && proto !== Array.prototype) return
  throw new TypeError('send() takes a string or bytes: socket.send(JSON.stringify(message)).')
}
