import type { ObjectIdentity } from '../object-identity.ts'
import type { ObjectState } from '../object-state.ts'
import { nativeTimers } from '../timeouts/native-timers.ts'
import type { CommitPoints } from '../transactions/commit-points.ts'
import type { SqlTransactions } from '../transactions/sql-transactions.ts'
import { Branches, isOutside, runAway } from '../turns/branches.ts'
import type { Turn } from '../turns/turn.ts'
import type { TurnQueue } from '../turns/turn-queue.ts'

export interface OutsideOwner extends CommitPoints {
  readonly identity: ObjectIdentity
  readonly storage: DurableObjectStorage
  readonly state: ObjectState
  readonly queue: TurnQueue<Turn>
  /** Defined where handlers are atomic with SQL. */
  readonly transactions: SqlTransactions | undefined
}

/**
 * Commits what the turn changed so far, and lets other handlers have the object while `fn` runs.
 *
 * A handler may do so in several branches at once (`Promise.all`). Others get the object when all known
 * branches are outside. The first branch to come back takes it again for the handler, and the others
 * join it.
 */
export async function runOutside<T>(
  owner: OutsideOwner,
  turn: Turn,
  fn: () => T | Promise<T>,
): Promise<T> {
  if (!turn.alive || isOutside(turn)) return fn()
  if (turn.depth > 0) await leaveNested(owner, turn)
  if (!turn.alive) turn.onDeadWrite()
  turn.branches ??= new Branches()
  // Later stacks do not show where it was called.
  const { stack } = new Error()
  await goOut(owner, turn, turn.branches)
  try {
    return await runAway(turn, fn)
  } finally {
    await comeBack(owner, { turn, branches: turn.branches, stack })
  }
}

/** Waits where another branch is in a transaction that this one is not part of. */
async function leaveNested(owner: OutsideOwner, turn: Turn): Promise<void> {
  if (turn.isNested) {
    throw new Error(
      `this.outside() cannot be used inside a transaction, init or start ('${turn.handler}' of ${owner.identity.describe()}). Do the slow work before or after it.`,
    )
  }
  while (turn.depth > 0) await turn.innerEnd
}

/** Leaves in this turn of the event loop, unless a transaction has to end first. */
function goOut(owner: OutsideOwner, turn: Turn, branches: Branches): Promise<void> | undefined {
  if (owner.transactions && turn.holds && !turn.reads)
    return goOutOfTransaction(owner, turn, branches)
  if (turn.holds && !turn.reads) owner.commit(turn)
  return leave(owner, turn, branches)
}

async function goOutOfTransaction(
  owner: OutsideOwner,
  turn: Turn,
  branches: Branches,
): Promise<void> {
  branches.leaving += 1
  try {
    branches.ending ??= endTogether(owner, turn, branches)
    await branches.ending
    // Commits what was changed meanwhile.
    await owner.transactions?.endAll(turn)
    // Branches that stay may be in the middle of something.
    if (branches.inside > branches.leaving) await owner.transactions?.hold(turn)
  } finally {
    branches.leaving -= 1
  }
  leave(owner, turn, branches)
}

/** Once for all branches that leave meanwhile, which then start their work outside in their order. */
async function endTogether(owner: OutsideOwner, turn: Turn, branches: Branches): Promise<void> {
  try {
    await owner.transactions?.catchUp(turn)
    await owner.transactions?.endAll(turn)
  } finally {
    branches.ending = undefined
  }
}

function leave(owner: OutsideOwner, turn: Turn, branches: Branches): undefined {
  branches.leave()
  if (branches.holds && branches.inside === 0) letOthersIn(owner, turn)
  else owner.queue.reconsider()
  turn.reconsider()
}

function letOthersIn(owner: OutsideOwner, turn: Turn): void {
  const { branches } = turn
  if (!branches) return
  branches.holds = false
  branches.inside = 0
  turn.state?.leave(turn)
  owner.queue.leave(turn)
}

interface Return {
  turn: Turn
  branches: Branches
  stack: string | undefined
}

async function comeBack(owner: OutsideOwner, { turn, branches, stack }: Return): Promise<void> {
  if (turn.alive && !branches.holds) {
    branches.returning ??= retake(owner, turn, branches)
    await branches.returning
  }
  if (turn.holds && !turn.reads) await owner.transactions?.hold(turn)
  branches.comeBack()
  if (!turn.alive) {
    // Work that was given to `waitUntil` continues.
    if (turn.leavesWork) return
    turn.onLateReturn(stack)
  }
  if (turn.gone === 'deleted') return
  if (turn.gone || !owner.state.isCurrent(turn)) {
    turn.gone = 'lost'
    throw new Error(
      `${owner.identity.describe()} was deleted while '${turn.handler}' was in this.outside(). Nothing of it is written from here on.`,
    )
  }
  turn.state?.assertMet(turn)
}

/** The turn has kept its place in the queue, ahead of calls that arrived meanwhile. */
async function retake(owner: OutsideOwner, turn: Turn, branches: Branches): Promise<void> {
  await owner.queue.enter(turn, true)
  branches.returning = undefined
  if (!turn.alive) owner.queue.leave(turn)
}

/**
 * Called for a write by code that is not outside itself, while others may have the object. If nobody has
 * it and nobody has changed it, the handler continues as if it had not left.
 */
export function takeBack(owner: OutsideOwner, turn: Turn): boolean {
  const { branches, state } = turn
  if (!branches || !owner.state.isCurrent(turn) || !state?.isAsLeft(turn)) return false
  if (!owner.queue.takeBack(turn)) return false
  branches.inside = 1
  branches.since = nativeTimers.now()
  return true
}

/**
 * Lets waiting calls in while one branch is outside and the others may have ended. Commits what the
 * handler has changed so far; if that is refused, it keeps the object, and its next commit point fails.
 */
export function yieldObject(owner: OutsideOwner, turn: Turn): void {
  const { branches } = turn
  if (!branches) return
  const keep = (error: unknown): void => {
    branches.keeps = true
    // Memory was ahead of the disk, so no later commit point would fail.
    if (turn.gone) void turn.track(Promise.reject(error))
  }
  if (owner.transactions) {
    yieldTransaction(owner, turn, branches).catch(keep)
    return
  }
  try {
    owner.commit(turn)
    letOthersIn(owner, turn)
  } catch (error) {
    keep(error)
  }
}

/**
 * What a branch outside waits for does not arrive while the handler holds a transaction open. So the
 * transaction is ended now and then, and another one begins when what was held back has arrived.
 */
export async function breathe(owner: OutsideOwner, turn: Turn): Promise<void> {
  const { transaction } = turn
  if (!transaction) return
  transaction.breathing = endForNow(owner, turn)
  try {
    await transaction.breathing
  } catch (error) {
    // If the commit was only refused, a branch may be in the middle of something. It is tried again.
    if (turn.gone) void turn.track(Promise.reject(error))
  }
  transaction.breathing = undefined
  transaction.breathed = nativeTimers.now()
  await owner.transactions?.hold(turn)
  owner.queue.reconsider()
}

async function endForNow(owner: OutsideOwner, turn: Turn): Promise<void> {
  await owner.transactions?.catchUp(turn)
  await owner.transactions?.endAll(turn)
  // What was held back arrives before this settles.
  await turn.sync(owner.storage.sync())
}

async function yieldTransaction(
  owner: OutsideOwner,
  turn: Turn,
  branches: Branches,
): Promise<void> {
  // Not a second time while this runs.
  branches.keeps = true
  const { since } = branches
  await owner.transactions?.catchUp(turn)
  const isMeant = branches.since === since
  if (isMeant) await owner.transactions?.endAll(turn)
  branches.keeps = false
  if (isMeant && turn.holds) letOthersIn(owner, turn)
  else owner.queue.reconsider()
}
