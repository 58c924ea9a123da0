import { DurableObjectLimitError } from '../../errors.ts'
import { plain } from '../../state/index.ts'
import { currentTurn } from '../turns/current-turn.ts'

const installed = Symbol.for('cloudwerk.attachments')
const sizeLimit = 16_384

/**
 * Lets parts of the state be attached to a socket, which the platform cannot clone, and names the
 * object whose attachment is too large.
 */
export function installAttachments(): void {
  const prototype: WebSocket & { [installed]?: true } = WebSocket.prototype
  if (prototype[installed]) return
  const native = prototype.serializeAttachment
  Object.defineProperty(prototype, 'serializeAttachment', {
    configurable: true,
    writable: true,
    value(this: WebSocket, attachment: unknown) {
      try {
        Reflect.apply(native, this, [plain(attachment)])
      } catch (error) {
        throw toLimitError(error)
      }
    },
  })
  Object.defineProperty(prototype, installed, { value: true })
}

function toLimitError(error: unknown): unknown {
  // Only the platform knows the size (workerd 1.20261006 says so in these words).
  if (!(error instanceof Error && error.message.includes(`larger than ${sizeLimit} bytes`))) {
    return error
  }
  const where = currentTurn.getStore()?.describe()
  return new DurableObjectLimitError(
    `The attachment of a socket may take ${sizeLimit} bytes${where ? `, and ${where} gave it more` : ''}. Keep what is larger in the state or the storage, and its key in the attachment.`,
    { cause: error },
  )
}
