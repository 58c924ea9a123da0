import { runInDurableObject } from 'cloudflare:test'

export const ofDisk = /^the disk failed$/

/** The number of calls until one fails. */
let left = 0

/** Makes one of the next writes of the objects in this isolate fail. */
export function breakDisk(at: number): void {
  left = at
}

export function repairDisk(): void {
  left = 0
}

type Method = (this: unknown, ...args: unknown[]) => unknown

/** Queries of the runtime about a statement do not count. */
const asked = /^EXPLAIN|sqlite_master|last_insert_rowid|^PRAGMA/

/** Returns a function that restores the platform's methods. */
export async function makeDiskBreakable(stub: DurableObjectStub): Promise<() => void> {
  const restore: (() => void)[] = []
  await runInDurableObject(stub, (_object, { storage }) => {
    for (const [owner, ...names] of [
      [storage.sql, 'exec'],
      [storage.kv, 'put', 'delete'],
      [storage, 'setAlarm', 'deleteAlarm'],
    ] as const)
      for (const name of names) restore.push(wrap(Object.getPrototypeOf(owner), name))
  })
  return () => {
    for (const take of restore) take()
  }
}

function wrap(prototype: Record<string, Method>, name: string): () => void {
  const native = prototype[name]
  prototype[name] = function (...args) {
    if (left > 0 && !asked.test(String(args[0])) && --left === 0) throw new Error('the disk failed')
    return native.apply(this, args)
  }
  return () => {
    prototype[name] = native
  }
}
