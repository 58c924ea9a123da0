import { DurableObjectStateError } from '../../errors.ts'

/** False if `read` finds stored state that cannot be read. */
export function isUndamaged(read: () => void): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof DurableObjectStateError && error.row !== undefined) return false
    throw error
  }
}

/** The error for a row that cannot be read. Such a row is never changed. */
export function damaged(row: number, why: string): DurableObjectStateError {
  return new DurableObjectStateError(
    `Row ${row} of the state cannot be read: ${why}. Nothing was changed; restore it from a backup.`,
    { row },
  )
}
