import { assertJson } from '../../assert-json.ts'
import type { BroadcastExcept, BroadcastOptions } from '../../definition/context.ts'
import { plain } from '../../state/index.ts'
import { listSockets } from '../events/ended-sockets.ts'
import type { Turn } from '../turns/turn.ts'
import type { Pages } from './handler-context.ts'
import type { SilentSockets } from './silent-sockets.ts'

export interface Broadcast {
  message: unknown
  to: BroadcastOptions | BroadcastExcept | undefined
}

export interface BroadcastOwner {
  readonly native: DurableObjectState
  readonly live: Pages | undefined
  readonly blueprint: { readonly silentSockets: SilentSockets | undefined }
}

/** Sends a message with the next commit of the turn, or at once where nothing could be undone. */
export function broadcast(owner: BroadcastOwner, turn: Turn, given: Broadcast): void {
  turn.sendLater('call this.broadcast()', prepareBroadcast(owner, given))
}

/** Serialises the message and chooses its recipients now; gives a function that sends it. */
function prepareBroadcast(
  { native, live, blueprint: { silentSockets } }: BroadcastOwner,
  { message, to }: Broadcast,
): () => void {
  const { except, tags } = readRecipients(to)
  const recipients = socketsOf(native, tags).filter(
    (socket) => !except.includes(socket) && !live?.has(socket),
  )
  const payload = encode(message)
  const bytes = typeof payload === 'string' ? payload.length : payload.byteLength
  return () => {
    for (const socket of recipients) {
      // A socket that is closing refuses.
      if (socket.readyState !== WebSocket.READY_STATE_OPEN) continue
      if (silentSockets?.closes(native, socket, bytes)) continue
      send(socket, payload)
    }
  }
}

interface Recipients {
  except: readonly WebSocket[]
  /** Undefined for all sockets. */
  tags: readonly string[] | undefined
}

function readRecipients(given: Broadcast['to']): Recipients {
  const to = given ?? {}
  if (to instanceof WebSocket || Array.isArray(to)) return { except: toExcept(to), tags: undefined }
  const isObject = typeof to === 'object'
  const unknown = Object.keys(to).find((key) => key !== 'except' && key !== 'tags')
  if (!isObject || unknown !== undefined) {
    const what = isObject ? `'${unknown}'` : `a ${typeof to}`
    throw new TypeError(
      `this.broadcast() was given ${what} for whom to send to. Give it { except, tags }, a socket, or an array of sockets.`,
    )
  }
  const { except = [], tags } = to as BroadcastOptions
  return { except: toExcept(except), tags: tags === undefined ? undefined : toTags(tags) }
}

function toExcept(given: BroadcastExcept): readonly WebSocket[] {
  const sockets: unknown[] = [given].flat()
  if (sockets.every((socket) => socket instanceof WebSocket)) return sockets
  throw new TypeError('What this.broadcast() leaves out is a socket or an array of sockets.')
}

function toTags(given: string | readonly string[]): readonly string[] {
  const tags: unknown[] = [given].flat()
  if (tags.every((tag) => typeof tag === 'string')) return tags
  throw new TypeError('The tags of this.broadcast() are a string or an array of strings.')
}

/** Each socket once, though it may have several of the tags. */
function socketsOf(native: DurableObjectState, tags: readonly string[] | undefined): WebSocket[] {
  if (!tags) return listSockets(native)
  return [...new Set(tags.flatMap((tag) => listSockets(native, tag)))]
}

function encode(message: unknown): string | ArrayBuffer | ArrayBufferView {
  if (typeof message === 'string') return message
  // A copy, since the handler may change its buffer before this is sent.
  if (message instanceof ArrayBuffer) return message.slice(0)
  if (ArrayBuffer.isView(message)) {
    return new Uint8Array(message.buffer, message.byteOffset, message.byteLength).slice()
  }
  const data = plain(message)
  assertJson(data, { given: 'this.broadcast() was given', name: 'message' })
  try {
    return JSON.stringify(data)
  } catch (cause) {
    throw new TypeError(
      `this.broadcast() was given a value of type ${typeof message}, which cannot be encoded as JSON (${(cause as Error).message}). Give it an object, a string or a buffer.`,
      { cause },
    )
  }
}

/** The others must get the message where one refuses it. */
function send(socket: WebSocket, payload: string | ArrayBuffer | ArrayBufferView): void {
  try {
    socket.send(payload)
  } catch {
    // It closed between the check and now.
  }
}
