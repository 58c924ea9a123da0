import { DurableObjectLimitError } from '../../errors.ts'
import { attachmentBytes } from '../../limits.ts'
import { plain } from '../../state/index.ts'
import { onUndo } from '../storage/write-buffer.ts'
import { currentTurn } from '../turns/current-turn.ts'
import { replace } from './replace.ts'

/**
 * Lets a handler attach parts of the state to a socket, which are proxies that the platform cannot clone, takes
 * an attachment back where its handler is undone, and names the object whose attachment is too large. Adds
 * `socket.data`, which is the attachment.
 */
export function patchAttachments(): void {
  const { prototype } = WebSocket
  const native = prototype.serializeAttachment
  replace(prototype, 'serializeAttachment', function (this: WebSocket, attachment: unknown): void {
    const turn = currentTurn.getStore()
    const before: unknown = turn && this.deserializeAttachment()
    try {
      Reflect.apply(native, this, [plain(attachment)])
    } catch (error) {
      throw toLimitError(error)
    }
    if (turn) onUndo(turn, () => Reflect.apply(native, this, [before]))
  })
  Object.defineProperty(prototype, 'data', {
    configurable: true,
    get(this: WebSocket) {
      return freeze(this.deserializeAttachment()) ?? undefined
    },
    set(this: WebSocket, data: unknown) {
      this.serializeAttachment(data)
    },
  })
}

/** What is changed in a copy would be lost without a word. */
function freeze(value: unknown): unknown {
  const isData = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
  if (!isData) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}

function toLimitError(error: unknown): unknown {
  // Only the platform knows the size (workerd 1.20261006 words its error like this).
  if (!(error instanceof Error && error.message.includes(`larger than ${attachmentBytes} bytes`))) {
    return error
  }
  const where = currentTurn.getStore()?.describe()
  return new DurableObjectLimitError(
    `The attachment of a socket can have up to ${attachmentBytes} bytes${where ? `; ${where} attached more` : ''}. Store larger data in the state or in ctx.storage, and its key in the attachment.`,
    { cause: error },
  )
}
