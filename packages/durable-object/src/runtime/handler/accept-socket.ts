import { liveTag } from '../../definition/live-door.ts'
import { DurableObjectLimitError } from '../../errors.ts'
import { socketsPerObject, tagCharacters, tagsPerSocket } from '../../limits.ts'
import { type Connection, dropSocket } from '../events/ended-sockets.ts'
import type { ObjectIdentity } from '../object-identity.ts'
import { onUndo } from '../storage/write-buffer.ts'
import type { Turn } from '../turns/turn.ts'

export interface SocketOwner {
  readonly identity: ObjectIdentity
  readonly native: DurableObjectState
}

/** A socket that a handler accepts. */
export interface Accepting extends Connection {
  tags: string[] | undefined
}

/** Accepts the WebSocket of a request, and gives the response for its client. */
export function connectSocket(owner: SocketOwner, turn: Turn, tags?: string[]): Response {
  const { 0: client, 1: server } = new WebSocketPair()
  acceptSocket(owner, turn, { client, server, tags })
  return new Response(null, { status: 101, webSocket: client })
}

/** Accepts a socket for hibernation, unless its handler fails. */
export function acceptSocket(owner: SocketOwner, turn: Turn, accepting: Accepting): void {
  const { server, tags } = accepting
  if (Array.isArray(tags) && tags.includes(liveTag)) {
    throw new TypeError(`The tag '${liveTag}' is that of live pages. Choose another one.`)
  }
  try {
    owner.native.acceptWebSocket(server, tags)
  } catch (error) {
    const reached = reachedLimit(owner, tags)
    throw reached ? new DurableObjectLimitError(reached, { cause: error }) : error
  }
  onUndo(turn, () => dropSocket(accepting))
}

/** Called only after the platform refused, since counting sockets takes a while. */
function reachedLimit({ identity, native }: SocketOwner, tags: string[] = []): string | undefined {
  if (!Array.isArray(tags)) return undefined
  const { size } = new Set(tags)
  if (size > tagsPerSocket) {
    return `A socket of ${identity.describe()} was given ${size} tags; it may have ${tagsPerSocket}.`
  }
  const long = tags.find((tag) => tag.length > tagCharacters)
  if (long !== undefined) {
    return `The tag '${long.slice(0, 40)}…' of a socket of ${identity.describe()} has ${long.length} characters; it may have ${tagCharacters}. Keep what is longer in the socket's attachment.`
  }
  if (native.getWebSockets().length < socketsPerObject) return undefined
  return `${identity.describe()} has ${socketsPerObject} sockets, which is as many as one object may have. Spread them over several objects.`
}
