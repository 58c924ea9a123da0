import type { Caller } from '../../definition/context.ts'
import type { LiveState, Scope } from '../../state/index.ts'
import type { ChainLink } from '../calls/deadlock.ts'
import type { ObjectIdentity } from '../object-identity.ts'
import type { WriteBuffer } from '../storage/write-buffer.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'
import type { TurnTransaction } from '../transactions/turn-transaction.ts'
import { type Branches, isOutside } from './branches.ts'
import { currentTurn, type RunningTurn } from './current-turn.ts'
import { tellLost } from './lost-errors.ts'
import { NestedFrames } from './nested-frames.ts'
import {
  returnedTooLate,
  writtenBesideOutside,
  writtenByLater,
  writtenByReader,
  writtenOutside,
  writtenToLost,
  writtenTooLate,
} from './turn-errors.ts'
import type { QueuedTurn } from './turn-queue.ts'
import type { TurnRecord } from './turn-record.ts'
import { Unawaited } from './unawaited.ts'

/** The object that a turn belongs to. */
export interface TurnOwner {
  readonly identity: ObjectIdentity
  /** Undefined where the platform's own timers can be used. */
  readonly timers: ObjectTimers | undefined
  /** Whether to remember where calls are made, for messages about their failure. */
  readonly notesCalls: boolean
  /** Makes the platform hold what leaves the object from now on until this turn's writes are on disk. */
  announceWrite(): void
  /** Gives the object back to a turn that let others in, if they left it as it was. */
  takeBack(turn: Turn): boolean
}

export interface TurnOptions {
  /** The handlers in other objects that wait for this one. */
  chain?: readonly ChainLink[] | undefined
  /** The ended turn whose code continues in this one. */
  lateOf?: Turn | undefined
  /** Whether it is `init` or `start`, and runs in a transaction of the runtime. */
  isWake?: boolean | undefined
  /** Whether it changes nothing, so that several such turns have the object at a time. */
  reads?: boolean | undefined
  /** Whether the object is not woken for it. */
  sleeps?: boolean | undefined
  /** Who calls, where the name of the handler does not say it. */
  caller?: Caller | undefined
  /** What is stored with its commits besides what its handler changes. */
  record?: TurnRecord | undefined
}

const noChain: readonly ChainLink[] = []

/**
 * One handler's hold of its object, from when it begins to when it has ended.
 *
 * It is `alive` until it has ended. One that failed is `failed` from then on, and stays alive until
 * what it began has settled and it is undone. One that was ended for holding the object for too long
 * is `revoked`, which means failed and no longer alive, whatever its code does after that. While it is
 * alive it holds the object, unless all of its branches are in `outside` (`holds`).
 */
export class Turn extends NestedFrames implements Scope, QueuedTurn, RunningTurn {
  /** Method or handler name, for messages. */
  readonly handler: string
  readonly owner: TurnOwner
  readonly chain: readonly ChainLink[]
  readonly lateOf: Turn | undefined
  readonly isWake: boolean
  readonly reads: boolean
  readonly sleeps: boolean
  readonly caller: Caller | undefined
  readonly record: TurnRecord | undefined

  /** The state it sees; undefined in `init`, which makes it. */
  state: LiveState | undefined
  lens: Scope['lens']
  /**
   * What it sees is no longer the state, and nothing of it is written: it called deleteAll(), another
   * handler did, or a write failed.
   */
  gone: 'deleted' | 'lost' | undefined
  /** Whether `init` or `start` runs for it. */
  wakes = false
  /** Undefined until it calls `outside`. */
  branches: Branches | undefined
  /** Open transactions of the storage, where these are the platform's own. */
  transactions = 0
  /** Undefined where the object's handlers are not atomic with SQL, and in turns that only read. */
  transaction: TurnTransaction | undefined

  // What its next commit stores or sends. A commit takes all of it, and undoing drops all of it.
  /** Keys and the alarm. */
  writes: WriteBuffer | undefined
  broadcasts: (() => void)[] | undefined
  /** Ends the object in place of the commit. */
  destroy: (() => Promise<void>) | undefined
  /** How often it wrote through SQL. */
  sqlWrites = 0

  // What its caller learns, set when it gets the object.
  /** Makes of what was thrown the error of its caller, and gives what lets the caller have it. */
  fail: ((reason: unknown) => () => void) | undefined
  /** Called once it was undone, where it failed. */
  afterUndo: ((turn: Turn) => Promise<unknown>) | undefined

  #ticket = 0
  #since = 0
  #committed = false
  #failed = false
  #revoked = false
  #abandoned = false
  #unawaited: Unawaited | undefined

  constructor(handler: string, owner: TurnOwner, options?: TurnOptions) {
    super(options?.isWake ? 1 : 0)
    this.handler = handler
    this.owner = owner
    this.chain = options?.chain ?? noChain
    this.lateOf = options?.lateOf
    this.isWake = options?.isWake ?? false
    this.reads = options?.reads ?? false
    this.sleeps = options?.sleeps ?? false
    this.caller = options?.caller
    this.record = options?.record
  }

  /** As messages name it: `'increment' of Counter 'alice'`. */
  describe(): string {
    return `'${this.handler}' of ${this.owner.identity.describe()}`
  }

  get link(): ChainLink {
    const { identity } = this.owner
    return { id: identity.id, label: `${identity.describe()} (${this.handler})` }
  }

  /** Whether it has not ended. */
  get alive(): boolean {
    return this.open
  }

  /** Whether its caller gets an error. */
  get failed(): boolean {
    return this.#failed
  }

  /** Whether it was ended because it held the object for too long. */
  get revoked(): boolean {
    return this.#revoked
  }

  /** Whether it failed while its code continues, which must have no effect any more. */
  get abandoned(): boolean {
    return this.#abandoned
  }

  noteFailure(): void {
    this.#failed = true
  }

  abandon(): void {
    this.#failed = true
    this.#abandoned = true
  }

  revoke(): void {
    this.#failed = true
    this.#revoked = true
    this.end()
  }

  end(): void {
    this.close()
    this.lens?.end()
    this.#unawaited?.report(this)
  }

  /** Order of arrival; 0 before it has arrived. */
  get ticket(): number {
    return this.#ticket
  }

  arrive(ticket: number): void {
    this.#ticket = ticket
  }

  /** When it got the object, by the clock. */
  get since(): number {
    return this.#since
  }

  /** It has the object, for the first time or after it let others in. */
  begin(now: number): void {
    this.#since = now
    this.#committed = false
    if (!this.branches) return
    this.branches.beginAgain()
    this.state?.comeBack(this)
  }

  /** Whether it wrote something since it has the object, so that the next commit may be shared. */
  get committed(): boolean {
    return this.#committed
  }

  noteCommit(): void {
    this.#committed = true
  }

  /** Whether it has the object, so that what is not committed is its own. */
  get holds(): boolean {
    return this.open && (this.branches === undefined || this.branches.holds)
  }

  /** Whether what the running code does is not part of the turn: others may have the object. */
  get isAway(): boolean {
    const { branches } = this
    return branches !== undefined && branches.away > 0 && (!branches.holds || isOutside(this))
  }

  /**
   * The turn that the running code acts for: its own where that is one of the same object, as in a
   * library that was given `ctx.storage` by an earlier handler. Code of an ended handler has none,
   * unless it took one with this.transaction.
   */
  get current(): Turn {
    if (this.open && !this.branches) return this
    const running = currentTurn.getStore()
    if (!(running instanceof Turn) || running.owner !== this.owner) return this
    return running.open || !this.open ? running : this
  }

  get unawaited(): Unawaited {
    this.#unawaited ??= new Unawaited()
    return this.#unawaited
  }

  /** Sends something with the next commit, or at once where nothing could be undone. */
  sendLater(what: string, send: () => void): void {
    if (this.#revoked || this.#abandoned) this.onDeadWrite()
    if (this.reads) this.refuseChange(what)
    if (!this.open || this.isAway) send()
    else if (this.broadcasts) this.broadcasts.push(send)
    else this.broadcasts = [send]
  }

  get canUndo(): boolean {
    return this.open && !this.reads && !this.isAway
  }

  onDeadWrite(): never {
    const running = currentTurn.getStore()
    if (running?.alive && running.owner === this.owner) throw writtenByLater(this, running.handler)
    const error = writtenTooLate(this)
    // A running handler passes the error to its caller.
    if (!running?.alive) tellLost({ kind: `write ${this.handler}`, message: error.message, error })
    throw error
  }

  /** A branch that comes back from `outside` after the handler has ended. */
  onLateReturn(stack: string | undefined): never {
    const error = returnedTooLate(this)
    // The caller of a handler that failed knows already.
    if (this.#failed) throw error
    tellLost({ kind: `return ${this.handler}`, message: error.message, error, stack })
    throw error
  }

  canWrite(what?: { readonly path: string }): void {
    if (this.reads) this.refuseChange(`change ${what?.path ?? 'anything'}`)
    const { branches } = this
    if (!branches || branches.away === 0) return
    if (isOutside(this)) throw writtenOutside(this)
    if (!branches.holds && !this.owner.takeBack(this)) throw writtenBesideOutside(this)
  }

  /** For a method that the definition lists in `calls.reads`. */
  refuseChange(what: string): never {
    throw writtenByReader(this, what)
  }

  assertWritable(what?: string): void {
    if (!this.open) this.onDeadWrite()
    if (this.reads) this.refuseChange(what ?? 'change anything')
    this.canWrite()
    if (this.gone === 'lost') throw writtenToLost(this)
  }

  announceWrite(): void {
    this.owner.announceWrite()
  }

  /** Whether it runs in a synchronous transaction. */
  get isAtOnce(): boolean {
    return this.transaction?.isAtOnce ?? false
  }

  /** Settles when the disk has what was written until now. Until then no transaction of it begins. */
  sync(stored: Promise<void>): Promise<void> {
    return this.transaction ? this.transaction.sync(stored) : stored
  }

  protected override assertNestable(): void {
    if (!this.reads) this.assertWritable()
  }

  /** Whether the running code is in a transaction or savepoint of this turn, in init or in start. */
  get isNested(): boolean {
    return this.isWake || this.innermost !== this
  }

  /** Nobody knows who waits for what, so a branch outside and `waitUntil` let the handler end early. */
  protected override get leavesBehind(): boolean {
    if (this.depth > (this.isWake ? 1 : 0)) return false
    return this.leavesWork || (this.branches !== undefined && this.branches.away > 0)
  }
}
