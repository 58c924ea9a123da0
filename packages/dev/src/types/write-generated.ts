import { writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { replaceFile } from '../replace-file.ts'

/** A file to be written, relative to the folder of generated files. */
export interface GeneratedFile {
  path: string
  content: string
}

/** Writes the files whose content has changed, each in one step. */
export async function writeGenerated(
  folder: string,
  files: readonly GeneratedFile[],
): Promise<void> {
  await Promise.all(files.map((file) => writeChanged(join(folder, file.path), file.content)))
}

/** Removes all files in `folder` except `paths`: those of objects that are gone. */
export async function removeOthers(folder: string, paths: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const found = entries
    // Temporary files of another process, which removes them itself.
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
    .map((entry) => join(entry.parentPath, entry.name))
  const expected = new Set([...paths].map((path) => join(folder, path)))
  const others = found.filter((path) => !expected.has(path))
  await Promise.all(others.map((path) => rm(path, { force: true })))
}

// An unchanged file must keep its modification time, or editors and watchers would read it again.
async function writeChanged(path: string, content: string): Promise<void> {
  const present = await readFile(path, 'utf8').catch(() => undefined)
  if (present === content) return
  await mkdir(dirname(path), { recursive: true })
  replaceFile(path, (temporary) => writeFileSync(temporary, content))
}
