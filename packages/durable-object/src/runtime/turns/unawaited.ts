import { originOf } from '../calls/error-mark.ts'
import { messageOf, tellLost } from './lost-errors.ts'

/** The turn that something failed in, for messages. */
interface Where {
  readonly handler: string
  describe(): string
}

/** What a handler has begun and not awaited so far: rejections, and in dev its calls of other objects. */
export class Unawaited {
  /** What its promises were rejected with. */
  readonly rejections: Map<Promise<unknown>, unknown> = new Map()
  /** Where it called other objects last, by id and method: errors, for their stacks. */
  readonly calls: Map<string, Error> = new Map()

  /** Called when the handler has ended. */
  report(where: Where): void {
    for (const reason of this.rejections.values()) reportRejection(reason, where, this)
    this.rejections.clear()
  }
}

/** Logs a failure that nothing awaits. Without a turn it did not happen in a handler. */
export function reportRejection(error: unknown, turn?: Where, unawaited?: Unawaited): void {
  const call = originOf(error)
  const what = call ? `A call to '${call.methodName}' of ${call.objectName}` : 'A promise'
  const where = turn ? ` in ${turn.describe()}` : ''
  tellLost({
    kind: `rejection ${turn?.handler} ${call?.objectName} ${call?.methodName}`,
    message: `${what}${where} failed while nothing awaited it: ${messageOf(error)}. Await it, or catch its error.`,
    error,
    stack: call && unawaited?.calls.get(`${call.objectId} ${call.methodName}`)?.stack,
  })
}
