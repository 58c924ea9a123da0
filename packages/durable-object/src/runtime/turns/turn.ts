import type { LiveState, Scope } from '../../state/index.ts'
import { tellUnhandled } from '../patches/unhandled-rejections.ts'
import { WriteBuffer } from '../storage/write-buffer.ts'
import type { ObjectTimers } from '../timers/object-timers.ts'
import type { OpenTransaction } from '../transactions/open-transaction.ts'
import { type Branches, isOutside } from './branches.ts'
import { type ChainLink, currentTurn } from './current-turn.ts'
import { currentFrame, Frame } from './frame.ts'
import { tellLost } from './lost.ts'

/** The object that a turn belongs to. */
export interface TurnOwner {
  readonly id: string
  /** `Counter 'alice'` */
  describe(): string
  /** Makes the platform hold what leaves from now on until this turn of the event loop is on disk. */
  announceWrite(): void
  /** Whether to remember where calls are made, for what is said of their failure. */
  readonly notesCalls: boolean
  /** Undefined where the platform's own do. */
  readonly timers: ObjectTimers | undefined
  /** Gives the object back to a turn that let others in, if they left it as it was. */
  takeBack(turn: Turn): boolean
}

const noChain: readonly ChainLink[] = []

export interface TurnOptions {
  /** The handlers in other objects that wait for this one. */
  chain?: readonly ChainLink[] | undefined
  /** The ended turn whose code goes on in this one. */
  lateOf?: Turn | undefined
  /** Whether it runs in a transaction of the runtime. */
  isWake?: boolean
}

/** One handler's hold of its object, from when it begins to when it has ended. */
export class Turn extends Frame implements Scope {
  /** Method or handler name, for messages. */
  readonly handler: string
  readonly chain: readonly ChainLink[]
  readonly lateOf: Turn | undefined
  /** Order of arrival; a handler that comes back from outside keeps its own. */
  ticket = 0
  /** When it got the object, in milliseconds. */
  since = 0
  alive = true
  /** The state it sees; undefined in `init`, which makes it. */
  live: LiveState | undefined
  lens: Scope['lens']
  /** Open transactions and savepoints; init and start count as one. */
  depth = 0
  /** Open storage transactions among them. */
  transactions = 0
  /** What it gave to `waitUntil` and has not settled. */
  beside = 0
  /** Undefined until it calls `outside`. */
  branches: Branches | undefined
  /**
   * What it sees is no longer the state, and nothing of it is written: it called deleteAll(), another
   * did, or a write failed.
   */
  gone: 'deleted' | 'lost' | undefined
  /** Whether it wrote state since it has the object, so that the next commit may be shared. */
  committed = false
  revoked = false
  /** Whether the object is not woken for it. */
  sleeps = false
  /** Whether it may change nothing. */
  reads = false
  /** Whether it runs within one synchronous transaction. */
  isAtOnce = false
  /** Whether it failed while its code goes on, which is to have no effect any more. */
  abandoned = false
  /** Whether it did, and has gone on after that. */
  wasAtOnce = false
  /** Whether its caller has got an error. */
  failed = false
  /** Rejections that nothing has awaited so far. */
  unhandled: Map<Promise<unknown>, unknown> | undefined
  /** In dev, where it called other objects last, by id and method. */
  calls: Map<string, Error> | undefined
  /** Makes of what was thrown the error of its caller, and gives what lets the caller have it. */
  fail: ((reason: unknown) => () => void) | undefined
  /** Called once it was undone, where it failed. */
  afterUndo: ((turn: Turn) => Promise<unknown>) | undefined
  /** How often it wrote through SQL since its last commit point. */
  sqlWrites = 0
  /** What its statements are part of, where the object's handlers are atomic with SQL. */
  transaction: OpenTransaction | undefined
  /** Settles when the transaction is stored that it shares with others. */
  group: Promise<void> | undefined
  /** Whether the savepoint that it is in was rolled back. */
  isRolledBack = false
  /** When its transaction was last ended for those who wait outside of it, in milliseconds. */
  breathed = 0
  /** Settles when they have arrived. */
  breathing: Promise<void> | undefined
  /** Settles when the transaction that begins or ends has done so. */
  crossing: Promise<void> | undefined
  /** Settles when none of its branches waits for the disk any more. */
  syncing: Promise<unknown> | undefined
  /** Whether all that is stored is about to be deleted. */
  isDeleting = false
  /** Whether `init` or `start` runs for it. */
  wakes = false
  /** What its next commit writes to the storage beside the state. */
  writes: WriteBuffer | undefined
  /** What is sent with its next commit. */
  broadcasts: (() => void)[] | undefined
  readonly owner: TurnOwner
  /** Whether it is `init` or `start`. */
  readonly isWake: boolean

  constructor(handler: string, owner: TurnOwner, options?: TurnOptions) {
    super()
    this.handler = handler
    this.owner = owner
    this.chain = options?.chain ?? noChain
    this.lateOf = options?.lateOf
    this.isWake = options?.isWake ?? false
    if (this.isWake) this.depth = 1
  }

  /** As messages name it: `'increment' of Counter 'alice'`. */
  describe(): string {
    return `'${this.handler}' of ${this.owner.describe()}`
  }

  get link(): ChainLink {
    return { id: this.owner.id, label: `${this.owner.describe()} (${this.handler})` }
  }

  /**
   * The turn that the running code acts for: its own where that is one of the same object, as in a
   * library that was given `ctx.storage` by an earlier handler. Code of an ended handler has none,
   * unless it took one with this.transaction.
   */
  get current(): Turn {
    if (this.alive && !this.branches) return this
    const running = currentTurn.getStore()
    if (running?.owner !== this.owner) return this
    return running.alive || !this.alive ? running : this
  }

  onDeadWrite(): never {
    const running = currentTurn.getStore()
    if (running?.alive && running.owner === this.owner) {
      throw new Error(
        `What belongs to ${this.describe()} cannot be changed any more, since that handler has ended. Read it again from this.state in '${running.handler}'.`,
      )
    }
    const why = this.revoked
      ? 'was ended because it held the object for too long'
      : 'has ended. Await the work in the handler, or do it in this.transaction(() => { … })'
    const error = new Error(`Nothing can be changed here any more: ${this.describe()} ${why}.`)
    // A handler that runs gives it to its caller.
    if (!running?.alive) tellLost({ kind: `write ${this.handler}`, message: error.message, error })
    throw error
  }

  /** A branch that comes back from `outside` after the handler has ended. */
  onLateReturn(stack: string | undefined): never {
    const error = new Error(
      `${this.describe()} had ended when one of its branches came back from this.outside(), so that branch cannot go on. Await every branch, or let a race run within: this.outside(() => Promise.race([ … ])).`,
    )
    // The caller of one that failed knows already.
    if (this.failed) throw error
    tellLost({ kind: `return ${this.handler}`, message: error.message, error, stack })
    throw error
  }

  /** Whether it has the object, so that what is not committed is its own. */
  get holds(): boolean {
    return this.alive && (this.branches === undefined || this.branches.holds)
  }

  /** It has the object again, after it let others in. */
  regain(): void {
    if (this.branches) this.branches.holds = true
    this.live?.comeBack(this)
  }

  /** Whether what the running code does is not part of the turn: others may have the object. */
  get isAway(): boolean {
    const { branches } = this
    return branches !== undefined && branches.away > 0 && (!branches.holds || isOutside(this))
  }

  canWrite(what?: { readonly path: string }): void {
    if (this.reads) this.refuseChange(`change ${what?.path ?? 'anything'}`)
    const { branches } = this
    if (!branches || branches.away === 0) return
    if (isOutside(this)) {
      throw new Error(
        `${this.describe()} is in this.outside(), where others have the object. Change things after outside() has returned.`,
      )
    }
    if (branches.holds || this.owner.takeBack(this)) return
    throw new Error(
      `Another branch of ${this.describe()} is in this.outside(), and others have changed the object or have it now. Let this branch wait outside too: await this.outside(() => Promise.race([ … ])).`,
    )
  }

  /** For a method that says of itself that it only reads. */
  refuseChange(what: string): never {
    throw new Error(
      `${this.describe()} is in calls.reads, so it cannot ${what}. Do that in another method, or take it out of calls.reads.`,
    )
  }

  /** Nobody knows who waits for what, so a branch outside and `waitUntil` set all free that has one. */
  protected override get leavesBehind(): boolean {
    if (this.depth > (this.isWake ? 1 : 0)) return false
    return this.beside > 0 || (this.branches !== undefined && this.branches.away > 0)
  }

  /** What was given to `waitUntil`: the handler does not wait for it. */
  leaveBehind(work: PromiseLike<unknown>): void {
    this.beside += 1
    const settle = (): void => {
      this.beside -= 1
    }
    void work.then(settle, settle)
    this.reconsider()
  }

  /** Whether the running code is in a transaction or savepoint of this turn, in init or in start. */
  get isNested(): boolean {
    return this.isWake || this.#innermost() !== this
  }

  noteCall(method: string): void {
    this.calls ??= new Map()
    this.calls.set(method, new Error(method))
  }

  /** Until it settles no transaction of the turn begins or ends. */
  cross(promise: Promise<void>): Promise<void> {
    const crossing = promise.finally(() => {
      if (this.crossing === crossing) this.crossing = undefined
    })
    this.crossing = crossing
    return crossing
  }

  /** Until it settles no transaction of the turn begins. */
  async sync(stored: Promise<void>): Promise<void> {
    const syncing = Promise.allSettled([this.syncing, stored])
    this.syncing = syncing
    await syncing
    if (this.syncing === syncing) this.syncing = undefined
    await stored
  }

  writeBuffer(): WriteBuffer {
    this.writes ??= new WriteBuffer()
    return this.writes
  }

  announceWrite(): void {
    this.owner.announceWrite()
  }

  assertWritable(what?: string): void {
    if (!this.alive) this.onDeadWrite()
    if (this.reads) this.refuseChange(what ?? 'change anything')
    this.canWrite()
    if (this.gone === 'lost') {
      throw new Error(
        `Nothing of ${this.describe()} is written any more: the object was deleted while it was in this.outside(), or a write of it failed.`,
      )
    }
  }

  /** Gives the promise back; the turn, or the transaction in it, does not end before it settles. */
  track<T>(promise: PromiseLike<T>): Promise<T> {
    return this.#innermost().follow(promise)
  }

  /** Runs a transaction or savepoint, after those that were begun before it at the same place. */
  nest<T>(fn: (frame: Frame) => Promise<T>): Promise<T> {
    const outer = this.#innermost()
    return outer.runInner(async () => {
      if (!this.reads) this.assertWritable()
      const frame = new Frame(outer)
      this.depth += 1
      try {
        return await fn(frame)
      } finally {
        frame.open = false
        this.depth -= 1
      }
    })
  }

  end(): void {
    this.alive = false
    this.open = false
    this.lens?.end()
    if (this.unhandled) tellUnhandled(this)
  }

  #innermost(): Frame {
    if (this.depth === 0) return this
    for (let frame = currentFrame(); frame; frame = frame.outer) {
      if (frame.open && isWithin(frame, this)) return frame
    }
    return this
  }
}

function isWithin(frame: Frame, turn: Turn): boolean {
  for (let at: Frame | undefined = frame; at; at = at.outer) if (at === turn) return true
  return false
}
