import { execFileSync } from 'node:child_process'
import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { UserError } from '../../user-error.ts'

/**
 * @throws UserError where a process has files of these folders open: a dev server that writes while they are copied.
 */
export function assertUnused(folders: readonly string[]): void {
  const pid = process.platform === 'linux' ? userInProc(folders) : userByLsof(folders)
  if (pid === undefined) return
  throw new UserError(
    `Process ${pid} uses the objects in ${folders[0]}, as a running dev server does.`,
    {
      hint: 'Stop it first. Nothing was imported.',
    },
  )
}

/** What tells whether a folder has changed: names, sizes and times of its files. */
export function fingerprint(folder: string): string {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false })
      return `${name} ${stats?.size} ${stats?.mtimeMs}`
    })
    .join('\n')
}

function userInProc(folders: readonly string[]): string | undefined {
  const inside = folders.map((folder) => folder + sep)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => openFiles(pid).some((file) => inside.some((folder) => file.startsWith(folder))))
}

/** None of a process that has ended or belongs to somebody else. */
function openFiles(pid: string): string[] {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(`${folder}/${name}`)]
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

function userByLsof(folders: readonly string[]): string | undefined {
  const files = folders.map((folder) => join(folder, 'metadata.sqlite'))
  try {
    const output = execFileSync('lsof', ['-t', '--', ...files], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return output.trim().split('\n')[0] || undefined
  } catch {
    // It finds none, or there is no such command.
    return undefined
  }
}
