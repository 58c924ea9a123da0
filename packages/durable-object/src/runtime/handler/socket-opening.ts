import type { AcceptedSocket, ObjectSocket, ObjectSockets } from '../../definition/sockets.ts'
import { type Connection, dropSocket } from '../events/ended-sockets.ts'
import { HandlerThis } from './handler-this.ts'

/** What a handler has asked to accept. */
interface Pending extends Connection {
  request: Request
  tags: readonly string[]
}

/** By the client's side, which a response that is made from another one keeps. */
const pending = new WeakMap<WebSocket, Pending>()

/** Lets `sockets.accept` and `sockets.open` of one class decide about new connections. */
export class SocketOpening {
  readonly #sockets: ObjectSockets

  constructor(sockets: ObjectSockets) {
    this.#sockets = sockets
  }

  /** The response of `this.handleWebSocket`: nothing is accepted before the handler has returned it. */
  prepare(request: Request, tags: readonly string[] = []): Response {
    const { 0: client, 1: server } = new WebSocketPair()
    pending.set(client, { client, server, request, tags })
    return new Response(null, { status: 101, webSocket: client })
  }

  /** For one request. */
  begin(): Connecting {
    return new Connecting(this.#sockets)
  }
}

/** The connection that one request makes, if it does. */
export class Connecting {
  readonly #sockets: ObjectSockets
  #accepted: Connection | undefined

  constructor(sockets: ObjectSockets) {
    this.#sockets = sockets
  }

  /** Accepts the connection in what a handler has returned. Gives the response for the client. */
  async finish(self: object, returned: unknown): Promise<unknown> {
    const response = await returned
    const client = response instanceof Response ? response.webSocket : undefined
    const asked = client && pending.get(client)
    if (!asked) return response
    pending.delete(client)
    return (await this.#accept(self as HandlerThis, asked)) ?? response
  }

  /** Closes the connection of a handler that failed. Its client never had it. */
  drop(): void {
    if (this.#accepted) dropSocket(this.#accepted)
    this.#accepted = undefined
  }

  /** Gives the response that refuses it. */
  async #accept(self: HandlerThis, asked: Pending): Promise<Response | undefined> {
    const { accept, open } = this.#sockets
    const { server, request } = asked
    const decision: unknown = await (accept && Reflect.apply(accept, self, [request]))
    const where = HandlerThis.describe(self)
    if (decision instanceof Response) {
      // It would be connected, though not by the object.
      if (decision.webSocket) refuse(where, 'a Response with a WebSocket')
      return decision
    }
    const { tags = [], data } = readAccepted(decision, where)
    const owner = HandlerThis.ownerOf(self)
    const accepting = { ...asked, tags: [...new Set([...asked.tags, ...tags])] }
    owner.features.sockets?.accept(owner, HandlerThis.turnOf(self), accepting)
    this.#accepted = asked
    if (data !== undefined) server.serializeAttachment(data)
    await (open && Reflect.apply(open, self, [server as ObjectSocket, request]))
    return undefined
  }
}

function readAccepted(decision: unknown, where: string): AcceptedSocket {
  if (decision === undefined) return {}
  const isObject = typeof decision === 'object' && decision !== null && !Array.isArray(decision)
  if (!isObject) refuse(where, decision === null ? 'null' : describe(decision))
  const unknown = Object.keys(decision).find((key) => key !== 'tags' && key !== 'data')
  if (unknown !== undefined) refuse(where, `an object with '${unknown}'`)
  const { tags = [] } = decision as AcceptedSocket
  const areTexts = Array.isArray(tags) && tags.every((tag: unknown) => typeof tag === 'string')
  if (!areTexts) refuse(where, 'tags that are not a list of strings')
  return decision
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}

function refuse(where: string, what: string): never {
  throw new TypeError(
    `'sockets.accept' gave ${what} (${where}). Return { tags, data }, a Response that refuses the connection, or nothing.`,
  )
}
