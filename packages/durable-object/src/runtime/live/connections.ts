import { liveTag } from '../../definition/live-door.ts'
import { type Attached, Connection } from './connection.ts'
import { randomHex } from './random-hex.ts'

/** The sockets of pages that one object has. */
export class Connections {
  readonly #native: DurableObjectState
  readonly #known: Map<WebSocket, Connection> = new Map()
  /** Also those that are closing, which the platform still lists. */
  readonly #all: WeakSet<WebSocket> = new WeakSet()

  constructor(native: DurableObjectState) {
    this.#native = native
    // Those that stayed open while the object slept.
    for (const socket of native.getWebSockets(liveTag)) this.#find(socket)
  }

  get size(): number {
    return this.#known.size
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.#known.values()
  }

  has(socket: WebSocket): boolean {
    return this.#all.has(socket)
  }

  get(socket: WebSocket): Connection | undefined {
    return this.#known.get(socket)
  }

  /** Accepts the object's end of a socket. */
  open(socket: WebSocket, viewer: unknown): Connection {
    this.#native.acceptWebSocket(socket, [liveTag])
    const attached: Attached = { [liveTag]: 1, id: randomHex(8), viewer }
    const connection = new Connection(socket, attached)
    connection.save()
    this.#known.set(socket, connection)
    this.#all.add(socket)
    return connection
  }

  /** The newest connection of a client. */
  of(key: string): Connection | undefined {
    let newest: Connection | undefined
    for (const connection of this) if (connection.key === key) newest = connection
    return newest
  }

  remove({ socket }: Connection): void {
    this.#known.delete(socket)
  }

  #find(socket: WebSocket): void {
    const attached = socket.deserializeAttachment() as Attached | null
    if (attached?.[liveTag] !== 1) return
    this.#all.add(socket)
    if (socket.readyState === WebSocket.READY_STATE_OPEN)
      this.#known.set(socket, new Connection(socket, attached))
  }
}
