import { DurableObjectStateError } from '../../errors.ts'
import type { StateRows } from '../rows/state-rows.ts'

// Rows before those of the state. `alarm-retry.ts` has -2.

/** Of an object that has had jobs, schedules or expiry: the format, and the alarm of its handlers. */
export const headerRow = -3
export const scheduleRow = -4
export const expiryRow = -5
/** Of an object that could not run what was due. */
export const failedRingRow = -6

const format = 1

export interface TimeHeader {
  /** When the alarm of the handlers is due, in milliseconds since 1970. */
  alarm: number | null
  /**
   * Whether code without these keys has the object, so that the platform's alarm is the handlers' own.
   * What waits is still there.
   */
  isAlone?: boolean | undefined
}

/** Undefined where no such rows were ever stored. The rows must be open. */
export function readHeader(rows: StateRows): TimeHeader | undefined {
  const data = rows.read(headerRow)
  if (typeof data !== 'string') return undefined
  const [version, alarm, isAlone] = JSON.parse(data) as [number, number | null, boolean?]
  if (version === format) return { alarm, isAlone }
  throw new DurableObjectStateError(
    `The jobs and schedules of an object are stored in format ${version}, which this code does not know. Deploy the newer code again.`,
    { row: headerRow, version },
  )
}

export function writeHeader(rows: StateRows, { alarm, isAlone }: TimeHeader): void {
  const head = isAlone ? [format, alarm, true] : [format, alarm]
  rows.write(headerRow, JSON.stringify(head))
}
