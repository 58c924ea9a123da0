import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { describeSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'

/** Makes the folder and those around it, unless it is there. */
export function makeDataFolder(data: string): void {
  try {
    makeFolder(data)
  } catch (cause) {
    throw new UserError(`The data folder ${data} cannot be made: ${describeSystemError(cause)}.`, {
      hint: 'Choose another with --data.',
      cause,
    })
  }
}

// Node's own `recursive` (24.21) never returns where a file system takes no new folders, as /proc.
function makeFolder(path: string): void {
  const parent = dirname(path)
  if (parent !== path && !statSync(parent, { throwIfNoEntry: false })) makeFolder(parent)
  try {
    mkdirSync(path)
  } catch (error) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}
