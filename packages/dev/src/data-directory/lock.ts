import { randomUUID } from 'node:crypto'
import { readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { identifyProcess, isRunning } from '../process/process-identity.ts'
import { formatSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'
import { defaultHeartbeat, type Heartbeat, startHeartbeat, thisMachine } from './lock-holder.ts'
import { type LockRecord, readLockRecord } from './lock-record.ts'
import { tryLink, tryTakeOver } from './lock-takeover.ts'
import { writeAndSync } from './write-durably.ts'

export interface DataLock {
  /** Adds to the record what is now known about the holder. */
  update(known: Pick<LockRecord, 'workerd' | 'url' | 'control'>): void
  release(): void
}

export interface LockOptions {
  /** Gets a line when it takes a while to find out whether the data is in use. */
  onNotice?(text: string): void
  heartbeat?: Heartbeat
  /** How long an orphaned workerd gets to end, in milliseconds. Its guardian ends it within 2 s. */
  orphanPatience?: number
}

/**
 * Takes `<data>/lock`. The lock of a dead holder is taken over, once the workerd that the holder may
 * have left behind is gone.
 *
 * @throws UserError that names the holder of the lock.
 */
export async function acquireLock(
  data: string,
  { onNotice, heartbeat = defaultHeartbeat, orphanPatience = 5000 }: LockOptions = {},
): Promise<DataLock> {
  const file = join(data, 'lock')
  const record = newRecord()
  const claim = `${file}.${record.token}`
  writeClaim(claim, record)
  const endHeartbeat = startHeartbeat(claim, heartbeat)
  try {
    const attempt = { data, file, claim, onNotice, heartbeat, orphanPatience }
    while (!tryLink(claim, file) && !(await tryTakeOver(attempt))) {
      // The lock changed while it was looked at: look again.
    }
  } finally {
    endHeartbeat()
    rmSync(claim, { force: true })
  }
  removeLeftovers(data)
  return openLock(file, { record, heartbeat })
}

function newRecord(): LockRecord {
  const node = identifyProcess(process.pid) ?? { pid: process.pid, started: '' }
  return { version: 1, token: randomUUID(), place: thisMachine(), node }
}

function writeClaim(claim: string, record: LockRecord): void {
  try {
    writeAndSync(claim, JSON.stringify(record))
  } catch (cause) {
    throw new UserError(
      `The data directory ${dirname(claim)} cannot be written to: ${formatSystemError(cause)}.`,
      {
        hint: 'Fix that, or choose another directory with --data.',
        cause,
      },
    )
  }
}

function openLock(
  file: string,
  { record, heartbeat }: { record: LockRecord; heartbeat: Heartbeat },
): DataLock {
  const endHeartbeat = startHeartbeat(file, heartbeat)
  let current = record
  return {
    update(known): void {
      current = { ...current, ...known }
      const changed = `${file}.${record.token}`
      try {
        writeAndSync(changed, JSON.stringify(current))
        renameSync(changed, file)
      } catch (error) {
        // Such as on a full disk.
        rmSync(changed, { force: true })
        throw error
      }
    },
    release(): void {
      endHeartbeat()
      if (readLockRecord(file)?.token === record.token) rmSync(file)
    },
  }
}

/** Files of attempts that were killed. Nobody succeeds a token that is no longer in the lock. */
function removeLeftovers(data: string): void {
  for (const name of readdirSync(data)) {
    if (!name.startsWith('lock.')) continue
    const file = join(data, name)
    if (isLeftover(file)) rmSync(file, { force: true })
  }
}

function isLeftover(file: string): boolean {
  try {
    const record = readLockRecord(file)
    return record?.place === thisMachine() && !isRunning(record.node)
  } catch {
    // It is being written, or was cut short by a crash. It does no harm.
    return false
  }
}
