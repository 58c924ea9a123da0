import { patchObjectTimers } from '../patches/index.ts'
import { HandlerSql } from '../sql/sql.ts'
import { ObjectTimers } from '../timeouts/object-timers.ts'
import { Habits } from '../transactions/may-run-at-once.ts'
import { runPlatformTransaction } from '../transactions/platform-transaction.ts'
import { SqlTransactions } from '../transactions/sql-transactions.ts'
import { runStoredAtOnce } from '../transactions/stored-at-once.ts'
import type { SqlFeature } from './features.ts'

/** For definitions with `sqlite: true` or its options. */
export const sql: SqlFeature = {
  forClass(definition) {
    patchObjectTimers()
    const habits = new Habits(definition)
    return {
      open: (owner, turn) => new HandlerSql(owner, turn),
      createTimers: () => new ObjectTimers(),
      createTransactions: (object, timers) => new SqlTransactions(object, { timers, habits }),
      transact: runPlatformTransaction,
      runTransaction: runStoredAtOnce,
    }
  },
}
