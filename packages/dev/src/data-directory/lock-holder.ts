import { readlinkSync, statSync, utimesSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning } from '../process/process-identity.ts'
import type { LockRecord } from './lock-record.ts'

const beat = 1000
const silence = 6000

/** Where pids mean the same: this machine, and on Linux this container. */
export function describePlace(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

/**
 * Whether the holder of that lock file lives. One in another container that shares the folder cannot
 * be looked at; its lock counts as left behind when its time has not changed for 6 s.
 */
export async function isHolderAlive(file: string, record: LockRecord): Promise<boolean> {
  if (record.place === describePlace()) return isRunning(record.node)
  const seen = modifiedAt(file)
  const deadline = Date.now() + silence
  while (Date.now() < deadline) {
    await delay(beat / 2)
    if (modifiedAt(file) !== seen) return true
  }
  return false
}

/** Keeps the file's time fresh until the returned function is called. */
export function startHeartbeat(file: string): () => void {
  const timer = setInterval(() => {
    const now = new Date()
    try {
      utimesSync(file, now, now)
    } catch {
      // The data folder was moved or removed under us; the app's own writes will tell.
    }
  }, beat).unref()
  return () => clearInterval(timer)
}

function modifiedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}
