import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { syncFolder } from '../../data-directory/write-durably.ts'
import { UserError } from '../../user-error.ts'
import { fingerprint } from './source-use.ts'

/** A complete copy that is not in its place yet. */
export interface PreparedCopy {
  /** Puts it there, in one step. */
  place(): void
  discard(): void
}

/**
 * Copies the objects of a class, with their logs and the list of their alarms, beside `target`.
 *
 * @throws UserError where they change meanwhile.
 */
export function prepareCopy(source: string, target: string): PreparedCopy {
  const unfinished = `${target}.importing`
  const discard = () => rmSync(unfinished, { recursive: true, force: true })
  discard()
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  const before = fingerprint(source)
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    // SQLite makes the index of a log again.
    if (entry.isFile() && !entry.name.endsWith('-shm')) {
      copyDurably(join(source, entry.name), join(unfinished, entry.name))
    }
  }
  if (fingerprint(source) !== before) {
    throw new UserError(`The objects in ${source} changed while they were copied.`, {
      hint: 'Stop the dev server first. Nothing was imported.',
    })
  }
  return {
    discard,
    place() {
      // Without objects, as the plan has found: only a list of alarms.
      rmSync(target, { recursive: true, force: true })
      renameSync(unfinished, target)
      syncFolder(dirname(target))
    },
  }
}

function copyDurably(source: string, target: string): void {
  copyFileSync(source, target, constants.COPYFILE_FICLONE)
  chmodSync(target, 0o600)
  const descriptor = openSync(target, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
