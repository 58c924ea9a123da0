import type { StateRows } from '../rows/state-rows.ts'
import type { AlarmState } from './alarm-state.ts'
import { readHeader, writeHeader } from './time-rows.ts'

export interface AloneObject {
  readonly alarms: AlarmState
  readonly state: { readonly rows: StateRows }
}

/**
 * For code that has an alarm and nothing that shares it, where earlier code had: the platform's alarm becomes
 * that of the handlers again. Gives its time, or undefined where it is theirs already. `rings` is what the
 * platform rings for. The rows must be open, and no transaction.
 */
export function takeAlarmAlone(
  { alarms, state }: AloneObject,
  rings?: number,
): number | null | undefined {
  if (alarms.shared) return undefined
  const header = readHeader(state.rows)
  if (!header || header.isAlone) return undefined
  const { alarm } = header
  writeHeader(state.rows, { alarm: null, isAlone: true })
  if (alarm === null || alarm !== rings) void alarms.set(alarm)
  return alarm
}
