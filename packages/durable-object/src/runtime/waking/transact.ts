import type { SleepingObject } from './sleeping-object.ts'

/** Keys and the alarm are written at the commit, but tables at once. */
export function transactWhereSql<T>(object: SleepingObject, fn: () => Promise<T>): Promise<T> {
  if (object.transactions) return object.transactions.within(fn)
  return object.sql ? object.sql.transact(object, fn) : fn()
}
