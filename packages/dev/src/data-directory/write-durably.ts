import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFile } from '../replace-file.ts'

/** Replaces a file so that a crash at any moment leaves either the old text or the new, complete. */
export function writeDurably(file: string, text: string): void {
  replaceFile(file, (temporary) => writeAndSync(temporary, text))
  syncFolder(dirname(file))
}

export function writeAndSync(file: string, text: string): void {
  const descriptor = openSync(file, 'w', 0o600)
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** So that a new or renamed file in it outlives a crash. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
