import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { describeSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'

const privateMode = 0o700
const othersMode = 0o007
const groupMode = 0o070

/** Makes the folder and those around it, unless it is there. One that is made is its user's alone. */
export function makeDataFolder(data: string): void {
  try {
    makeFolder(data, privateMode)
  } catch (cause) {
    throw new UserError(`The data folder ${data} cannot be made: ${describeSystemError(cause)}.`, {
      hint: 'Choose another with --data.',
      cause,
    })
  }
}

// Node's own `recursive` (24.21) never returns where a file system takes no new folders, as /proc.
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
 * Keeps other users of the machine out of a folder of stored objects, also of one that an earlier
 * version left open to all. One that was opened to a group on purpose (0750) stays so. Gives a line to
 * tell the user where there is something to tell.
 */
export function keepOthersOut(folder: string): string | undefined {
  if (process.platform === 'win32' || (modeOf(folder) & othersMode) === 0) return undefined
  try {
    chmodSync(folder, privateMode)
    return `Other users of this machine could read ${folder}. Now its owner alone can.`
  } catch (error) {
    return `Other users of this machine can read ${folder}, and that cannot be changed: ${describeSystemError(error)}. Run chmod 700 on it as its owner.`
  }
}

/** Which rights the files in it are made without: as the folder has them, and never more. */
export function umaskFor(folder: string): number {
  return process.umask() | (modeOf(folder) & groupMode ? 0o027 : 0o077)
}

function modeOf(folder: string): number {
  return statSync(folder).mode
}
