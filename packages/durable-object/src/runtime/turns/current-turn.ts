import { AsyncLocalStorage } from 'node:async_hooks'
import type { WaitingTurn } from '../calls/deadlock.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'
import type { Unawaited } from './unawaited.ts'

/** What code may know of the turn that it runs in, when it was not given the turn. */
export interface RunningTurn extends WaitingTurn {
  /** Method or handler name, for messages. */
  readonly handler: string
  readonly owner: {
    /** Undefined where the platform's own timers can be used. */
    readonly timers: ObjectTimers | undefined
    /** Whether to remember where calls are made, for messages about their failure. */
    readonly notesCalls: boolean
  }
  /** `'increment' of Counter 'alice'` */
  describe(): string
  /** Makes the platform hold what leaves the object from now on until this turn's writes are on disk. */
  announceWrite(): void
  /** What it has begun and not awaited. */
  readonly unawaited: Unawaited
}

/** `AsyncLocalStorage` as it is used here: its own type is unknown to apps without Node's types. */
interface CurrentTurn {
  getStore(): RunningTurn | undefined
  run<R, Args extends unknown[]>(turn: RunningTurn, fn: (...args: Args) => R, ...args: Args): R
  exit<R>(fn: () => R): R
}

/** The turn whose handler runs. One per runtime, also when a bundler loads this module twice. */
const key = Symbol.for('cloudwerk.turn')
const shared = globalThis as { [key]?: CurrentTurn }
shared[key] ??= new AsyncLocalStorage<RunningTurn>()
export const currentTurn: CurrentTurn = shared[key]
