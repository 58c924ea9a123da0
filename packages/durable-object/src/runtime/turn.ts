import type { LiveState, Scope } from '../state/index.ts'
import { type ChainLink, currentTurn } from './call-chain.ts'
import { currentFrame, Frame } from './frame.ts'

/** The object that a turn belongs to. */
export interface TurnOwner {
  readonly id: string
  /** `Counter 'alice'` */
  describe(): string
  /** Makes the platform hold what leaves from now on until this turn of the event loop is on disk. */
  announceWrite(): void
}

const noChain: readonly ChainLink[] = []

export interface TurnOptions {
  /** The handlers in other objects that wait for this one. */
  chain?: readonly ChainLink[] | undefined
  /** The ended turn whose code goes on in this one. */
  lateOf?: Turn | undefined
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
  /** Branches that are in `outside` at the moment. */
  away = 0
  /** After deleteAll() nothing of this turn's state is written. */
  deleted = false
  /** Whether it wrote state since it has the object, so that the next commit may be shared. */
  committed = false
  revoked = false
  /** Gives its caller an error; at once where it held the object for too long. */
  fail: ((reason: unknown) => void) | undefined
  /** Called once it was undone, where it failed. */
  afterUndo: ((turn: Turn) => Promise<unknown>) | undefined
  /** What it did to the alarm since its last commit point. */
  alarmChanges = 0
  /** What is sent with its next commit. */
  broadcasts: (() => void)[] | undefined
  readonly #owner: TurnOwner

  constructor(handler: string, owner: TurnOwner, options?: TurnOptions) {
    super()
    this.handler = handler
    this.#owner = owner
    this.chain = options?.chain ?? noChain
    this.lateOf = options?.lateOf
  }

  /** As messages name it: `'increment' of Counter 'alice'`. */
  describe(): string {
    return `'${this.handler}' of ${this.#owner.describe()}`
  }

  get link(): ChainLink {
    return { id: this.#owner.id, label: `${this.#owner.describe()} (${this.handler})` }
  }

  /** Itself, or the one that the running code took with this.transaction after it had ended. */
  get current(): Turn {
    if (this.alive) return this
    const late = currentTurn.getStore()
    return late?.alive && late.lateOf === this ? late : this
  }

  onDeadWrite(): never {
    const why = this.revoked
      ? 'was ended because it held the object for too long'
      : 'has ended. Await the work in the handler, or do it in this.transaction(() => { … })'
    throw new Error(`Nothing can be changed here any more: ${this.describe()} ${why}.`)
  }

  canWrite(): void {
    if (this.away === 0) return
    throw new Error(
      `${this.describe()} is in this.outside(), where others have the object. Change things after outside() has returned.`,
    )
  }

  announceWrite(): void {
    this.#owner.announceWrite()
  }

  assertWritable(): void {
    if (!this.alive) this.onDeadWrite()
    this.canWrite()
  }

  /** Gives the promise back; the turn, or the transaction in it, does not end before it settles. */
  track<T>(promise: PromiseLike<T>): Promise<T> {
    return this.#innermost().follow(promise)
  }

  /** Runs a transaction or savepoint, after those that were begun before it at the same place. */
  nest<T>(fn: (frame: Frame) => Promise<T>): Promise<T> {
    const outer = this.#innermost()
    return outer.runInner(async () => {
      this.assertWritable()
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
