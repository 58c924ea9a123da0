import { DurableObjectStateError } from '../../errors.ts'

/** Whether it tells of stored state that cannot be read. */
export function isDamage(error: unknown): boolean {
  return error instanceof DurableObjectStateError && error.row !== undefined
}

/** For stored state that cannot be read. It is left as it is. */
export function damaged(row: number, why: string): DurableObjectStateError {
  return new DurableObjectStateError(
    `Row ${row} of the state cannot be read: ${why}. Nothing was changed; restore it from a backup.`,
    { row },
  )
}
