import { readFileSync } from 'node:fs'
import type { ProcessIdentity } from '../process/process-identity.ts'
import { UserError } from '../user-error.ts'

/** What a lock file says about its holder. */
export interface LockRecord {
  version: 1
  /** Unique for each attempt to take the lock. */
  token: string
  /** Where its pids are valid, as `thisMachine` names it. Other versions read it, so it keeps its name. */
  place: string
  node: ProcessIdentity
  /** Known before workerd touches the data. */
  workerd?: ProcessIdentity
  /** Known once the server answers. */
  url?: string
  /** The path of the control Worker's Unix socket, where there is one; known with the URL. */
  control?: string
}

/** The record in the file; undefined when there is no such file. */
export function readLockRecord(file: string): LockRecord | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return parseLockRecord(text, file)
}

export function parseLockRecord(text: string, file: string): LockRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw unreadable(file, cause)
  }
  if (!isLockRecord(value)) throw unreadable(file)
  return value
}

export function heldError(data: string, holder: LockRecord): UserError {
  const where = holder.url === undefined ? '' : `, which serves ${holder.url}`
  return new UserError(
    `The data in ${data} is in use by another cloudwerk start: process ${holder.node.pid}${where}.`,
    { hint: 'Stop that process first, or choose another data directory with --data.' },
  )
}

function unreadable(file: string, cause?: unknown): UserError {
  return new UserError(`${file} is not a valid lock file.`, {
    hint: 'If no cloudwerk start is using this data, delete the file and try again.',
    file,
    cause,
  })
}

function isLockRecord(value: unknown): value is LockRecord {
  if (typeof value !== 'object' || value === null) return false
  // Narrowed to an object above; each property is checked before it is used.
  const record = value as Partial<Record<keyof LockRecord, unknown>>
  return (
    record.version === 1 &&
    typeof record.token === 'string' &&
    typeof record.place === 'string' &&
    isIdentity(record.node) &&
    (record.workerd === undefined || isIdentity(record.workerd)) &&
    (record.url === undefined || typeof record.url === 'string') &&
    (record.control === undefined || typeof record.control === 'string')
  )
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false
  const { pid, started } = value as Partial<Record<keyof ProcessIdentity, unknown>>
  return Number.isSafeInteger(pid) && Number(pid) > 0 && typeof started === 'string'
}
