import { DurableObjectBusyError, type UserError } from '../../errors.ts'
import { encodeData, plain } from '../../state/index.ts'
import type { Runs } from '../events/handler-runner.ts'
import { report } from '../events/report.ts'
import { isUserError } from '../is-user-error.ts'
import { randomHex } from './random-hex.ts'

/** What a page learns of a call that failed. */
export interface CallFailure {
  code: string
  message: string
  data?: unknown
  logId?: string
}

/** A call that is refused before it runs. */
export class RefusedCall extends Error {
  readonly failure: CallFailure

  constructor(failure: CallFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** What a page may know of an error. The log has the rest. */
export function toFailure(object: Runs, name: string, error: unknown): CallFailure {
  if (error instanceof RefusedCall) return error.failure
  if (isUserError(error)) return showUserError(object, name, error)
  if (error instanceof DurableObjectBusyError) {
    report(object, name, { error, note: ' for a page' })
    return { code: 'BUSY', message: 'The object is busy. Try again.' }
  }
  return hide(object, name, error)
}

function showUserError(
  object: Runs,
  name: string,
  { code, message, data }: UserError,
): CallFailure {
  if (data === undefined) return { code, message }
  try {
    const shown = plain(data)
    encodeData(shown, 'data')
    return { code, message, data: shown }
  } catch (error) {
    return hide(object, name, error)
  }
}

function hide(object: Runs, name: string, error: unknown): CallFailure {
  const logId = randomHex(6)
  report(object, name, { error, note: ` for a page (${logId})` })
  return { code: 'INTERNAL', message: 'Something went wrong.', logId }
}
