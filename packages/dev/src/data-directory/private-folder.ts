import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { formatSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'

const privateMode = 0o700
const othersMode = 0o007
const groupMode = 0o070

/** Creates the folder, and its parents, where it does not exist. Only its user can enter a new one. */
export function makeDataDirectory(data: string): void {
  try {
    makeFolder(data, privateMode)
  } catch (cause) {
    throw new UserError(
      `The data directory ${data} cannot be created: ${formatSystemError(cause)}.`,
      {
        hint: 'Choose another with --data.',
        cause,
      },
    )
  }
}

// Node's `recursive` (24.21) never returns on a file system that takes no folders, such as /proc.
function makeFolder(path: string, mode?: number): void {
  const parent = dirname(path)
  if (parent !== path && !statSync(parent, { throwIfNoEntry: false })) makeFolder(parent)
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

/**
 * Keeps other users of the machine out of a folder of stored objects, which an earlier version may have
 * left open to all. A folder that was opened to a group on purpose (0750) stays open to it. Returns a
 * line for the user when something was or should be changed.
 */
export function keepOthersOut(folder: string): string | undefined {
  if (process.platform === 'win32' || (modeOf(folder) & othersMode) === 0) return undefined
  try {
    chmodSync(folder, privateMode)
    return `Other users of this machine could read ${folder}. Now only its owner can.`
  } catch (error) {
    return `Other users of this machine can read ${folder}, and its permissions cannot be changed: ${formatSystemError(error)}. Run chmod 700 on it as its owner.`
  }
}

/** The umask for files in the folder: they never get more permissions than it has. */
export function umaskFor(folder: string): number {
  return process.umask() | (modeOf(folder) & groupMode ? 0o027 : 0o077)
}

function modeOf(folder: string): number {
  return statSync(folder).mode
}
