import { AsyncLocalStorage } from 'node:async_hooks'
import type { LiveState, Scope } from '../state/index.ts'
import type { ChainLink } from './call-chain.ts'
import { TrackedPromise } from './tracked-promise.ts'

/** Which transaction or savepoint the running code is in. */
const inside = new AsyncLocalStorage<Turn>()

/** The object that a turn belongs to. */
export interface TurnOwner {
  readonly id: string
  describe(): string
}

/** The promises of one turn, or of one transaction in it, that must settle before it ends. */
class Pending {
  count = 0
  readonly rejected: { promise: TrackedPromise<unknown>; reason: unknown }[] = []
  onChange: (() => void) | undefined
}

/** One handler's hold of its object, from when it begins to when it has ended. */
export class Turn implements Scope {
  /** Method or handler name, for messages. */
  readonly handler: string
  /** Order of arrival; a handler that comes back from outside keeps its own. */
  ticket = 0
  /** When it got the object, in milliseconds. */
  since = 0
  alive = true
  /** The state it sees; undefined in `init`, which makes it. */
  live: LiveState | undefined
  /** Open transactions and savepoints. */
  depth = 0
  /** Open storage transactions among them. */
  transactions = 0
  /** Branches that are in `outside` at the moment. */
  away = 0
  /** After deleteAll() nothing of this turn's state is written. */
  deleted = false
  /** Whether it wrote state, so that the next commit may be shared. */
  committed = false
  /** Set while it runs; called when it held the object for too long. */
  onRevoked: ((reason: Error) => void) | undefined
  readonly broadcasts: (() => void)[] = []
  /** The handlers in other objects that wait for this one. */
  chain: readonly ChainLink[] = []
  readonly #owner: TurnOwner
  #pending = new Pending()
  #exclusive: Promise<unknown> | undefined

  constructor(handler: string, owner: TurnOwner) {
    this.handler = handler
    this.#owner = owner
  }

  /** As messages name it: `'increment' of Counter 'alice'`. */
  describe(): string {
    return `'${this.handler}' of ${this.#owner.describe()}`
  }

  get link(): ChainLink {
    return { id: this.#owner.id, label: `${this.#owner.describe()} (${this.handler})` }
  }

  onDeadWrite(): never {
    throw new Error(
      `${this.describe()} has ended, so its state can no longer be changed. Await the work in the handler, or do it in this.transaction(() => { … }).`,
    )
  }

  canWrite(): void {
    if (this.away === 0) return
    throw new Error(
      `${this.describe()} is in this.outside(), where others may change the state. Change it after outside() has returned.`,
    )
  }

  /** Gives the promise back; the turn does not end before it has settled. */
  track<T>(promise: PromiseLike<T>): Promise<T> {
    const pending = this.#pending
    const tracked = new TrackedPromise<T>((resolve) => resolve(promise))
    pending.count += 1
    tracked.observe((rejection) => {
      pending.count -= 1
      if (rejection) pending.rejected.push({ promise: tracked, reason: rejection.reason })
      pending.onChange?.()
    })
    return tracked
  }

  get hasPending(): boolean {
    return this.#pending.count > 0 || this.#pending.rejected.length > 0
  }

  /** Waits for all that was tracked. Throws the first rejection that nobody waited for. */
  async settle(): Promise<void> {
    const pending = this.#pending
    while (pending.count > 0) {
      await new Promise<void>((resolve) => {
        pending.onChange = resolve
      })
    }
    const failed = pending.rejected.find(({ promise }) => !promise.handled)
    pending.rejected.length = 0
    if (failed) throw failed.reason
  }

  /** Runs transactions and savepoints one after another; one inside another runs at once. */
  runExclusive<T>(fn: () => Promise<T>): Promise<T> {
    if (inside.getStore() === this) return fn()
    const run = async (): Promise<T> => {
      this.depth += 1
      try {
        return await inside.run(this, fn)
      } finally {
        this.depth -= 1
      }
    }
    const result = this.#exclusive ? this.#exclusive.then(run) : run()
    this.#exclusive = result.catch(() => undefined)
    return result
  }

  /** Runs `fn` with what it tracks kept apart, and settles that before it returns. */
  async trackApart<T>(fn: () => T | Promise<T>): Promise<T> {
    const outer = this.#pending
    this.#pending = new Pending()
    try {
      const value = await fn()
      await this.settle()
      return value
    } finally {
      this.#pending = outer
    }
  }
}
