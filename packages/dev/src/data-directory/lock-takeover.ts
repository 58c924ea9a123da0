import { linkSync, renameSync, rmSync } from 'node:fs'
import { endProcess } from '../process/process-identity.ts'
import { describeSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'
import { describePlace, isHolderAlive } from './lock-holder.ts'
import { heldError, type LockRecord, readLockRecord } from './lock-record.ts'

export interface LockAttempt {
  data: string
  /** The lock. */
  file: string
  /** A finished record of the one who wants it. */
  claim: string
  onNotice?: ((text: string) => void) | undefined
}

/** The guardian ends an orphaned workerd within 2 s; past this it is killed. */
const orphanPatience = 5000

/**
 * Makes the claim the lock in place of one whose holder is dead, after the holder's workerd is gone.
 * False when the lock changed meanwhile; a UserError when its holder lives.
 *
 * Two that find the same dead holder must not both get in, and removing a stale file by its name
 * cannot be made safe: it may be another's fresh lock by then. So whoever wants to follow holder T
 * first creates `lock.<T>.next`, which only one can. If that one dies too, it is followed in turn.
 */
export async function tryTakeOver(attempt: LockAttempt): Promise<boolean> {
  const { data, file, claim } = attempt
  const stale = readLockRecord(file)
  if (stale === undefined) return false
  const chain = await joinChain(attempt, stale)
  if (chain === undefined) return false
  try {
    // The files of a chain are removed after the lock was replaced, never before. So an equal token
    // means that nobody else can replace it now.
    if (readLockRecord(file)?.token !== stale.token) return false
    await endOrphan(data, stale)
    renameSync(claim, file)
    for (const next of chain) rmSync(next, { force: true })
    return true
  } finally {
    rmSync(chain.at(-1) ?? '', { force: true })
  }
}

/** The files from the dead holder to the claim, which is the last; undefined when they changed. */
async function joinChain(
  { data, file, claim, onNotice }: LockAttempt,
  stale: LockRecord,
): Promise<string[] | undefined> {
  const chain: string[] = []
  let last = { file, record: stale }
  while (true) {
    if (last.record.place !== describePlace()) {
      onNotice?.(`Looking whether a cloudwerk start of another machine uses ${data}: up to 6 s.`)
    }
    if (await isHolderAlive(last.file, last.record)) throw heldError(data, last.record)
    const next = `${file}.${last.record.token}.next`
    chain.push(next)
    if (tryLink(claim, next)) return chain
    const record = readLockRecord(next)
    if (record === undefined) return undefined
    last = { file: next, record }
  }
}

async function endOrphan(data: string, { place, workerd }: LockRecord): Promise<void> {
  if (workerd === undefined || place !== describePlace()) return
  if (await endProcess(workerd, orphanPatience)) return
  throw new UserError(
    `A workerd that an earlier cloudwerk start left behind, process ${workerd.pid}, still uses the data in ${data}.`,
    { hint: `End it first: kill -9 ${workerd.pid}` },
  )
}

/** Gives a file a second name, unless there is one of that name. Exactly one of many succeeds. */
export function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new UserError(`The lock ${to} cannot be made: ${describeSystemError(cause)}.`, {
      hint: 'The data must be in a folder of yours, on a file system with hard links.',
      cause,
    })
  }
}
