import { randomUUID } from 'node:crypto'
import { readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { identifyProcess, isRunning } from '../process/process-identity.ts'
import { describeSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'
import { describePlace, startHeartbeat } from './lock-holder.ts'
import { type LockRecord, readLockRecord } from './lock-record.ts'
import { tryLink, tryTakeOver } from './lock-takeover.ts'
import { writeAndSync } from './write-durably.ts'

export interface DataLock {
  /** Adds what became known about the holder. */
  update(known: Pick<LockRecord, 'workerd' | 'url'>): void
  release(): void
}

export interface LockOptions {
  /** Gets a line where it takes a while to find out whether the data is in use. */
  onNotice?(text: string): void
}

/**
 * Takes `<data>/lock`, or throws a UserError that names who holds it. A lock whose holder is dead is
 * taken over, after the workerd that the holder may have left behind is gone.
 */
export async function acquireLock(data: string, { onNotice }: LockOptions = {}): Promise<DataLock> {
  const file = join(data, 'lock')
  const record = newRecord()
  const claim = `${file}.${record.token}`
  writeClaim(claim, record)
  const endHeartbeat = startHeartbeat(claim)
  try {
    while (!tryLink(claim, file) && !(await tryTakeOver({ data, file, claim, onNotice }))) {
      // The lock changed while it was looked at: look again.
    }
  } finally {
    endHeartbeat()
    rmSync(claim, { force: true })
  }
  removeLeftovers(data)
  return openLock(file, record)
}

function newRecord(): LockRecord {
  const node = identifyProcess(process.pid) ?? { pid: process.pid, started: '' }
  return { version: 1, token: randomUUID(), place: describePlace(), node }
}

function writeClaim(claim: string, record: LockRecord): void {
  try {
    writeAndSync(claim, JSON.stringify(record))
  } catch (cause) {
    throw new UserError(
      `The data folder ${dirname(claim)} cannot be written to: ${describeSystemError(cause)}.`,
      {
        hint: 'Mend that, or choose another folder with --data.',
        cause,
      },
    )
  }
}

function openLock(file: string, record: LockRecord): DataLock {
  const endHeartbeat = startHeartbeat(file)
  let current = record
  return {
    update(known): void {
      current = { ...current, ...known }
      const changed = `${file}.${record.token}`
      try {
        writeAndSync(changed, JSON.stringify(current))
        renameSync(changed, file)
      } catch (error) {
        // As on a full disk.
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

/** What killed attempts left. Nobody follows a token that the lock does not hold any more. */
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
    return record?.place === describePlace() && !isRunning(record.node)
  } catch {
    // Being written, or cut short by a crash. It is in nobody's way.
    return false
  }
}
