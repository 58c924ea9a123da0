import { AsyncLocalStorage } from 'node:async_hooks'
import type { WaitingTurn } from '../calls/deadlock.ts'
import type { WriteBuffer } from '../storage/write-buffer.ts'
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
  /** Whether what is done now is undone where the turn fails. */
  readonly canUndo: boolean
  writes: WriteBuffer | undefined
  /** What it has begun and not awaited. */
  readonly unawaited: Unawaited
}

/** The turn whose handler runs. */
class CurrentTurn {
  readonly #store = new AsyncLocalStorage<RunningTurn>()
  #immediate: RunningTurn | undefined

  getStore(): RunningTurn | undefined {
    return this.#immediate ?? this.#store.getStore()
  }

  run<R, Args extends unknown[]>(turn: RunningTurn, fn: (...args: Args) => R, ...args: Args): R {
    return this.#store.run(turn, fn, ...args)
  }

  /** For what starts nothing that could go on after it has returned. */
  runImmediate<R, Self>(turn: RunningTurn, fn: (self: Self) => R, self: Self): R {
    this.#immediate = turn
    try {
      return fn(self)
    } finally {
      this.#immediate = undefined
    }
  }

  exit<R>(fn: () => R): R {
    return this.#store.exit(fn)
  }
}

/** One per runtime, also when a bundler loads this module twice. */
const key = Symbol.for('cloudwerk.turn')
const shared = globalThis as { [key]?: CurrentTurn }
shared[key] ??= new CurrentTurn()
export const currentTurn: CurrentTurn = shared[key]
