import { linkSync, renameSync, rmSync } from 'node:fs'
import { endProcess } from '../process/process-identity.ts'
import { formatSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'
import { type Heartbeat, isHolderAlive, thisMachine } from './lock-holder.ts'
import { heldError, type LockRecord, readLockRecord } from './lock-record.ts'

export interface LockAttempt {
  data: string
  /** The lock. */
  file: string
  /** A file with the complete record of the process that wants the lock. */
  claim: string
  onNotice?: ((text: string) => void) | undefined
  heartbeat: Heartbeat
  /** How long an orphaned workerd gets to end, in milliseconds. */
  orphanPatience: number
}

/**
 * Replaces the lock of a dead holder by the claim, once the holder's workerd is gone. Returns false
 * when the lock changed meanwhile.
 *
 * Two processes that find the same dead holder must not both get the lock, and no process can safely
 * remove a stale file by its name: by then it may be another's fresh lock. So a process that wants to
 * succeed holder T first creates `lock.<T>.next`, which only one can. If that process dies too, the
 * next one succeeds it in the same way.
 *
 * @throws UserError when the holder is running.
 */
export async function tryTakeOver(attempt: LockAttempt): Promise<boolean> {
  const { file, claim } = attempt
  const stale = readLockRecord(file)
  if (stale === undefined) return false
  const chain = await joinChain(attempt, stale)
  if (chain === undefined) return false
  try {
    // The files of a chain are removed only after the lock was replaced. So as long as the token is the
    // same, nobody else can replace it.
    if (readLockRecord(file)?.token !== stale.token) return false
    await endOrphan(attempt, stale)
    renameSync(claim, file)
    for (const next of chain) rmSync(next, { force: true })
    return true
  } finally {
    rmSync(chain.at(-1) ?? '', { force: true })
  }
}

/** The files from the dead holder to the claim, which is the last; undefined when one changed. */
async function joinChain(
  { data, file, claim, onNotice, heartbeat }: LockAttempt,
  stale: LockRecord,
): Promise<string[] | undefined> {
  const chain: string[] = []
  let last = { file, record: stale }
  while (true) {
    if (last.record.place !== thisMachine()) {
      onNotice?.(
        `Checking whether cloudwerk start on another machine is using ${data} (up to ${heartbeat.silence / 1000} s).`,
      )
    }
    if (await isHolderAlive(last, heartbeat)) throw heldError(data, last.record)
    const next = `${file}.${last.record.token}.next`
    chain.push(next)
    if (tryLink(claim, next)) return chain
    const record = readLockRecord(next)
    if (record === undefined) return undefined
    last = { file: next, record }
  }
}

async function endOrphan(
  { data, orphanPatience }: LockAttempt,
  { place, workerd }: LockRecord,
): Promise<void> {
  if (workerd === undefined || place !== thisMachine()) return
  if (await endProcess(workerd, orphanPatience)) return
  throw new UserError(
    `A workerd process left by an earlier cloudwerk start, process ${workerd.pid}, is still using the data in ${data}.`,
    { hint: `End it first: kill -9 ${workerd.pid}` },
  )
}

/** Gives a file a second name, unless that name is taken. Of several processes exactly one succeeds. */
export function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new UserError(`The lock ${to} cannot be created: ${formatSystemError(cause)}.`, {
      hint: 'The data directory must belong to you and be on a file system with hard links.',
      cause,
    })
  }
}
