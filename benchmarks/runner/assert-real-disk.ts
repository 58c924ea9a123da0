import { statfsSync } from 'node:fs'

// linux/magic.h
const tmpfs = 0x01021994

/** Throws for an in-memory file system, where `fsync` is free and results would mean nothing. */
export function assertRealDisk(folder: string): void {
  if (statfsSync(folder).type === tmpfs) {
    throw new Error(
      `${folder} is on an in-memory file system. Pass a folder on a real disk with --folder.`,
    )
  }
}
