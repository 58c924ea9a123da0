import { assertJson } from '../../assert-json.ts'
import type { BroadcastExcept } from '../../definition/context.ts'
import { plain } from '../../state/index.ts'
import type { Turn } from '../turns/turn.ts'
import type { Pages } from './handler-context.ts'
import type { SilentSockets } from './silent-sockets.ts'

export interface Broadcast {
  message: unknown
  except: BroadcastExcept | undefined
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
  { message, except }: Broadcast,
): () => void {
  const excluded = except instanceof WebSocket ? [except] : (except ?? [])
  if (!Array.isArray(excluded)) {
    throw new TypeError('What this.broadcast() leaves out is a socket or an array of sockets.')
  }
  const recipients = native
    .getWebSockets()
    .filter((socket) => !excluded.includes(socket) && !live?.has(socket))
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
