import { nativeTimers } from '../runtime/timeouts/native-timers.ts'

/** Waits for so long in real milliseconds, whatever a test makes of the time. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    nativeTimers.setTimeout(resolve, milliseconds)
  })
}
