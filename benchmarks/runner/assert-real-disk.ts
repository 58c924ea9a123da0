import { statfsSync } from 'node:fs'

// linux/magic.h
const tmpfs = 0x01021994

/** On a file system in memory `fsync` costs nothing, and all that is measured here is about it. */
export function assertRealDisk(folder: string): void {
  if (statfsSync(folder).type === tmpfs) {
    throw new Error(`${folder} is kept in memory. Give a folder on a disk with --folder.`)
  }
}
