import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../user-error.ts'

/**
 * All files below a folder, relative to `root`, with forward slashes, sorted. Symbolic links are
 * followed, except into a folder that contains them. A broken link is listed as a file, so
 * that reading it reports the problem.
 */
export async function listFiles(root: string, folder: string): Promise<string[]> {
  const files = await listFolder({ root, path: folder, parents: [] })
  return files.sort()
}

interface Folder {
  root: string
  path: string
  /** Real paths of the folders around it. A path that repeats is a loop of links. */
  parents: string[]
}

async function listFolder({ root, path, parents }: Folder): Promise<string[]> {
  const { real, entries } = await readFolder(root, path)
  if (parents.includes(real)) return []
  const nested = entries.map(async (entry) => {
    const child = `${path}/${entry.name}`
    if (!(await isFolder(join(root, child), entry))) return [child]
    if (entry.name === 'node_modules') return []
    return listFolder({ root, path: child, parents: [...parents, real] })
  })
  return (await Promise.all(nested)).flat()
}

async function readFolder(
  root: string,
  path: string,
): Promise<{ real: string; entries: Dirent[] }> {
  const absolute = join(root, path)
  try {
    const entries = await readdir(absolute, { withFileTypes: true })
    return { real: await realpath(absolute), entries }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    // It was removed since it was listed.
    if (code === 'ENOENT') return { real: absolute, entries: [] }
    const message = `The folder ${path} cannot be read (${code}).`
    throw new UserError(message, { file: path, hint: 'Check its permissions.', cause })
  }
}

async function isFolder(path: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return stat(path).then(
    (target) => target.isDirectory(),
    () => false,
  )
}
