import type { BoardSize, OperationName } from './operations.ts'

interface Target {
  className: string
  /** One after another. */
  names: string[]
}

/** Calls, each awaited before the next: each is an event of its own, with a commit of its own. */
export interface SequenceCommand extends Target, BoardSize {
  kind: 'sequence'
  operation: OperationName
  /** The index of the first call. */
  first: number
  /** For each of the names. */
  count: number
  /** Gives the milliseconds of each call. workerd's clock has steps of 1 ms. */
  timed?: boolean
}

/** Callers that each call one object in a loop until the time is over. */
export interface LoadCommand extends Target, BoardSize {
  kind: 'load'
  operation: OperationName
  callers: number
  milliseconds: number
}

/** One call of any method, for preparing and checking. */
export interface CallCommand extends Target {
  kind: 'call'
  method: string
  args: unknown[]
}

/** Ends the objects, so that the next call wakes them from disk. */
export interface EvictCommand extends Target {
  kind: 'evict'
}

/** Collects garbage; in a process that was started for it. */
export interface CollectCommand {
  kind: 'collect'
}

export type Command = SequenceCommand | LoadCommand | CallCommand | EvictCommand | CollectCommand

export interface LoadResult {
  milliseconds: number
  latencies: number[]
}

/** What the driver answers; `value` depends on the command. */
export type Answer = { value: unknown } | { error: string }
