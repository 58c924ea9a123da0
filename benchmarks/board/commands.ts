import type { BoardSize, OperationName } from './operations.ts'

interface Target {
  className: string
  /** The names of the objects, used one after another. */
  names: string[]
}

/** Calls that are awaited one by one, so that each is a separate event with its own commit. */
export interface SequenceCommand extends Target, BoardSize {
  kind: 'sequence'
  operation: OperationName
  /** The index of the first call. */
  first: number
  /** The number of calls per object. */
  count: number
  /** Return the duration of each call in milliseconds. workerd's clock has a resolution of 1 ms. */
  timed?: boolean
  /** Make a stub for each call, as each request of an app does. */
  freshStubs?: boolean | undefined
}

/** Concurrent callers that each call the same object in a loop for a given time. */
export interface LoadCommand extends Target, BoardSize {
  kind: 'load'
  operation: OperationName
  callers: number
  milliseconds: number
}

/** One call of any method, for setup and checks. */
export interface CallCommand extends Target {
  kind: 'call'
  method: string
  args: unknown[]
}

/** Aborts the objects, so that the next call loads them from disk. */
export interface EvictCommand extends Target {
  kind: 'evict'
}

/** Runs the garbage collector. Needs a workerd that was started with `--expose-gc`. */
export interface CollectCommand {
  kind: 'collect'
}

export type Command = SequenceCommand | LoadCommand | CallCommand | EvictCommand | CollectCommand

export interface LoadResult {
  milliseconds: number
  latencies: number[]
}

/** The driver's response. The type of `value` depends on the command. */
export type Answer = { value: unknown } | { error: string }
