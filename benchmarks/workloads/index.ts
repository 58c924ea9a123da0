import { broadcast } from './broadcast.ts'
import { bundleSize } from './bundle-size.ts'
import { bigState, changes } from './changes.ts'
import { chatRoom } from './chat-room.ts'
import { counter } from './counter.ts'
import { flood } from './flood.ts'
import { groupCommit } from './group-commit.ts'
import { live } from './live.ts'
import { longestCommit } from './longest-commit.ts'
import { memory } from './memory.ts'
import { noOp } from './no-op.ts'
import { rowsWritten } from './rows-written.ts'
import { sqlHandlers } from './sql-handlers.ts'
import { startUp } from './start-up.ts'
import { storageCalls } from './storage-calls.ts'
import { visit } from './visit.ts'
import { wake } from './wake.ts'
import type { Workload } from './workload.ts'

/** In the order of the table. */
export const workloads: Workload[] = [
  noOp,
  counter,
  ...changes,
  ...bigState,
  longestCommit,
  rowsWritten,
  wake,
  visit,
  memory,
  bundleSize,
  startUp,
  groupCommit,
  broadcast,
  flood,
  chatRoom,
  live,
  storageCalls,
  sqlHandlers,
]
