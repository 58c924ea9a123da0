import { BufferedKeys } from '../storage/buffered-keys.ts'
import { createStorage } from '../storage/handler-storage.ts'
import type { StorageFeature } from './features.ts'

/** For code that uses `ctx.storage`. */
export const storage: StorageFeature = {
  createKeys: (stored, isLegacy) => new BufferedKeys(stored, isLegacy),
  open: createStorage,
}
