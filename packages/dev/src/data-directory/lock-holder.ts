import { readlinkSync, statSync, utimesSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning } from '../process/process-identity.ts'
import type { LockRecord } from './lock-record.ts'

const beat = 1000
const silence = 6000

/** Names where a pid of this process is valid: the machine, and on Linux the container. */
export function thisMachine(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

/**
 * Whether the holder of the lock file is running. A holder in another container that shares the folder
 * cannot be seen; its lock counts as abandoned when the file's time has not changed for 6 s.
 */
export async function isHolderAlive(file: string, record: LockRecord): Promise<boolean> {
  if (record.machine === thisMachine()) return isRunning(record.node)
  const seen = modifiedAt(file)
  const deadline = Date.now() + silence
  while (Date.now() < deadline) {
    await delay(beat / 2)
    if (modifiedAt(file) !== seen) return true
  }
  return false
}

/** Updates the file's time until the returned function is called. */
export function startHeartbeat(file: string): () => void {
  const timer = setInterval(() => {
    const now = new Date()
    try {
      utimesSync(file, now, now)
    } catch {
      // The data directory was moved or removed. The app's own writes will report it.
    }
  }, beat).unref()
  return () => clearInterval(timer)
}

function modifiedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}
