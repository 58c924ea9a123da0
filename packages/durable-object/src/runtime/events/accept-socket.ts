import { DurableObjectLimitError } from '../../errors.ts'
import type { ObjectHost } from '../object-host.ts'

/** What the platform takes (developers.cloudflare.com/durable-objects/api/state, 2026-11). */
const limits = { sockets: 32_768, tags: 10, tagLength: 256 }

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
  if (size > limits.tags) {
    return `A socket of ${host.describe()} was given ${size} tags; it may have ${limits.tags}.`
  }
  const long = tags.find((tag) => tag.length > limits.tagLength)
  if (long !== undefined) {
    return `The tag '${long.slice(0, 40)}…' of a socket of ${host.describe()} has ${long.length} characters; it may have ${limits.tagLength}. Keep what is longer in the socket's attachment.`
  }
  if (host.native.getWebSockets().length < limits.sockets) return undefined
  return `${host.describe()} has ${limits.sockets} sockets, which is as many as one object may have. Spread them over several objects.`
}
