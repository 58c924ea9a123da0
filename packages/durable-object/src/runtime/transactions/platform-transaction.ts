import type { ObjectTimers } from '../timeouts/object-timers.ts'

export interface PlatformTransactionOwner {
  readonly storage: DurableObjectStorage
  readonly timers: ObjectTimers | undefined
}

/** Runs a transaction of the platform, which blocks the platform's timers. */
export async function runPlatformTransaction<T>(
  { storage, timers }: PlatformTransactionOwner,
  fn: (txn: DurableObjectTransaction) => Promise<T>,
): Promise<T> {
  timers?.cross()
  try {
    return await storage.transaction(async (txn) => {
      timers?.arrive()
      try {
        return await fn(txn)
      } finally {
        timers?.cross()
      }
    })
  } finally {
    timers?.arrive()
  }
}
