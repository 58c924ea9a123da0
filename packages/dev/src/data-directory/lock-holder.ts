import { readlinkSync, statSync, utimesSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning } from '../process/process-identity.ts'
import type { LockRecord } from './lock-record.ts'

/** How a holder in another container is judged; in milliseconds. */
export interface Heartbeat {
  /** The time between two updates of the lock file's time. */
  every: number
  /** A lock whose file was not updated for this long counts as abandoned. */
  silence: number
}

export const defaultHeartbeat: Heartbeat = { every: 1000, silence: 6000 }

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
 * cannot be seen and is judged by its heartbeat.
 */
export async function isHolderAlive(
  { file, record }: { file: string; record: LockRecord },
  { every, silence }: Heartbeat,
): Promise<boolean> {
  if (record.place === thisMachine()) return isRunning(record.node)
  const seen = modifiedAt(file)
  const deadline = Date.now() + silence
  while (Date.now() < deadline) {
    await delay(every / 2)
    if (modifiedAt(file) !== seen) return true
  }
  return false
}

/** Updates the file's time until the returned function is called. */
export function startHeartbeat(file: string, { every }: Heartbeat): () => void {
  const timer = setInterval(() => {
    const now = new Date()
    try {
      utimesSync(file, now, now)
    } catch {
      // The data directory was moved or removed. The app's own writes will report it.
    }
  }, every).unref()
  return () => clearInterval(timer)
}

function modifiedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}
