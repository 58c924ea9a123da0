import { liveTag } from '../../definition/live-door.ts'
import { type Attached, Connection, keptAfter } from './connection.ts'
import { randomHex } from './random-hex.ts'

/** The sockets of pages that one object has. */
export class Connections {
  readonly #native: DurableObjectState
  readonly #known: Map<WebSocket, Connection> = new Map()
  /** By the keys of their clients. */
  readonly #newest: Map<string, Connection> = new Map()
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

  /** A connection has said who its client is. */
  greet(connection: Connection): void {
    this.#newest.set(connection.key, connection)
  }

  /** The newest connection of a client. */
  of(key: string): Connection | undefined {
    return this.#newest.get(key)
  }

  remove(connection: Connection): void {
    this.#known.delete(connection.socket)
    if (this.#newest.get(connection.key) === connection) this.#newest.delete(connection.key)
  }

  #find(socket: WebSocket): void {
    const attached = socket.deserializeAttachment() as Attached | null
    if (attached?.[liveTag] !== 1) return
    this.#all.add(socket)
    if (socket.readyState !== WebSocket.READY_STATE_OPEN) return
    const [count, uncounted] = attached.sent ?? [0, 0]
    attached.sent = [count, uncounted + keptAfter]
    const connection = new Connection(socket, attached)
    this.#known.set(socket, connection)
    if (attached.client !== undefined) this.greet(connection)
  }
}
