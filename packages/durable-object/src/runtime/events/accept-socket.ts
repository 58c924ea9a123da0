import { DurableObjectLimitError } from '../../errors.ts'
import { socketsPerObject, tagCharacters, tagsPerSocket } from '../../limits.ts'
import type { ObjectHost } from '../object-host.ts'

/** Accepts a socket for hibernation. */
export function acceptSocket(host: ObjectHost, socket: WebSocket, tags?: string[]): void {
  try {
    host.native.acceptWebSocket(socket, tags)
  } catch (error) {
    const reached = reachedLimit(host, tags)
    throw reached ? new DurableObjectLimitError(reached, { cause: error }) : error
  }
}

/** Looked for only when the platform refused, since counting sockets takes a while. */
function reachedLimit(host: ObjectHost, tags: string[] = []): string | undefined {
  if (!Array.isArray(tags)) return undefined
  const { size } = new Set(tags)
  if (size > tagsPerSocket) {
    return `A socket of ${host.describe()} was given ${size} tags; it may have ${tagsPerSocket}.`
  }
  const long = tags.find((tag) => tag.length > tagCharacters)
  if (long !== undefined) {
    return `The tag '${long.slice(0, 40)}…' of a socket of ${host.describe()} has ${long.length} characters; it may have ${tagCharacters}. Keep what is longer in the socket's attachment.`
  }
  if (host.native.getWebSockets().length < socketsPerObject) return undefined
  return `${host.describe()} has ${socketsPerObject} sockets, which is as many as one object may have. Spread them over several objects.`
}
