import { renameSync, rmSync } from 'node:fs'

/**
 * Replaces a file in one step: whoever reads it finds the old text or the new, never a part. `write`
 * is given the path of a temporary file beside it.
 */
export function replaceFile(file: string, write: (temporary: string) => void): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    write(temporary)
    renameSync(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
}
