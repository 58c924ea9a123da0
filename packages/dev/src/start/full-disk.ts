import { describeSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'

const codes = new Set(['ENOSPC', 'EDQUOT'])

/** A full disk as it ends a start; undefined for any other error. */
export function explainFullDisk(error: unknown, data: string): UserError | undefined {
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string' || !codes.has(code)) return undefined
  return fullDisk(data, { reason: describeSystemError(error), cause: error })
}

/** The same, of what workerd printed before it ended. */
export function explainFullOutput(output: string, data: string): UserError | undefined {
  if (!/SQLITE_FULL|SQLITE_IOERR_SHMSIZE|No space left on device/.test(output)) return undefined
  return fullDisk(data, { reason: 'the disk is full' })
}

function fullDisk(data: string, { reason, cause }: { reason: string; cause?: unknown }): UserError {
  return new UserError(`There is no room in the data folder ${data}: ${reason}.`, {
    hint: 'Make room, some megabytes at least, and start again: a server writes as it starts, and to read an object it makes a file beside it. What was acknowledged is kept.',
    cause,
  })
}
