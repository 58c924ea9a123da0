import type { ObjectHost } from '../object-host.ts'
import { Branches, isOutside, runAway } from '../turns/branches.ts'
import type { Turn } from '../turns/turn.ts'

/**
 * Lets others in while `fn` runs, with what the turn changed so far committed.
 *
 * A handler may do so in several branches at once (`Promise.all`). Others get the object when all
 * of those that are known are outside. The first to come back has it again for the handler, and
 * those after it join.
 */
export async function runOutside<T>(
  host: ObjectHost,
  turn: Turn,
  fn: () => T | Promise<T>,
): Promise<T> {
  if (!turn.alive || isOutside(turn)) return fn()
  if (turn.depth > 0) await leaveNested(host, turn)
  if (!turn.alive) turn.onDeadWrite()
  turn.branches ??= new Branches()
  // Where it was called, which no later stack says.
  const { stack } = new Error()
  await goOut(host, turn, turn.branches)
  try {
    return await runAway(turn, fn)
  } finally {
    await comeBack(host, { turn, branches: turn.branches, stack })
  }
}

/** Another branch may be in a transaction, of which this one is no part. */
async function leaveNested(host: ObjectHost, turn: Turn): Promise<void> {
  if (turn.isNested) {
    throw new Error(
      `this.outside() cannot be used inside a transaction, init or start ('${turn.handler}' of ${host.describe()}). Do the slow work before or after it.`,
    )
  }
  while (turn.depth > 0) await turn.innerEnd
}

/** In this turn of the event loop, where no transaction has to end. */
function goOut(host: ObjectHost, turn: Turn, branches: Branches): Promise<void> | undefined {
  if (host.isAtomic && turn.holds && !turn.reads) return goOutOfTransaction(host, turn, branches)
  if (turn.holds && !turn.reads) host.commit(turn)
  return leave(host, turn, branches)
}

async function goOutOfTransaction(host: ObjectHost, turn: Turn, branches: Branches): Promise<void> {
  branches.leaving += 1
  try {
    branches.ending ??= endTogether(host, turn, branches)
    await branches.ending
    // What was changed since then.
    await host.transactions?.endAll(turn)
    // Others may be in the middle of something.
    if (branches.inside > branches.leaving) await host.transactions?.hold(turn)
  } finally {
    branches.leaving -= 1
  }
  leave(host, turn, branches)
}

/** For all branches that leave meanwhile, which then begin what they do outside in their order. */
async function endTogether(host: ObjectHost, turn: Turn, branches: Branches): Promise<void> {
  try {
    await host.transactions?.catchUp(turn)
    await host.transactions?.endAll(turn)
  } finally {
    branches.ending = undefined
  }
}

function leave(host: ObjectHost, turn: Turn, branches: Branches): undefined {
  branches.leave()
  if (branches.holds && branches.inside === 0) letOthersIn(host, turn)
  else host.queue.reconsider()
  turn.reconsider()
}

function letOthersIn(host: ObjectHost, turn: Turn): void {
  const { branches } = turn
  if (!branches) return
  branches.holds = false
  branches.inside = 0
  turn.live?.leave(turn)
  host.queue.leave(turn)
}

interface Return {
  turn: Turn
  branches: Branches
  stack: string | undefined
}

async function comeBack(host: ObjectHost, { turn, branches, stack }: Return): Promise<void> {
  if (turn.alive && !branches.holds) {
    branches.returning ??= retake(host, turn, branches)
    await branches.returning
  }
  if (turn.holds && !turn.reads) await host.transactions?.hold(turn)
  branches.comeBack()
  if (!turn.alive) {
    // Work that was meant to outlive the handler goes on.
    if (turn.beside > 0) return
    turn.onLateReturn(stack)
  }
  if (turn.gone === 'deleted') return
  if (turn.gone || !host.isCurrent(turn)) {
    turn.gone = 'lost'
    throw new Error(
      `${host.describe()} was deleted while '${turn.handler}' was in this.outside(). Nothing of it is written from here on.`,
    )
  }
  turn.live?.assertMet(turn)
}

/** It was there before those who came meanwhile. */
async function retake(host: ObjectHost, turn: Turn, branches: Branches): Promise<void> {
  await host.queue.enter(turn, true)
  branches.returning = undefined
  if (!turn.alive) host.queue.leave(turn)
}

/**
 * For a write of code that is not outside itself, while others may have the object. It is as if the
 * handler had not left, where nobody has it and nobody has changed it.
 */
export function takeBack(host: ObjectHost, turn: Turn): boolean {
  const { branches, live } = turn
  if (!branches || !host.isCurrent(turn) || !live?.isAsLeft(turn)) return false
  if (!host.queue.takeBack(turn)) return false
  branches.inside = 1
  branches.since = Date.now()
  return true
}

/**
 * Lets those in who wait while one branch is outside and another may be at its end. What it has
 * changed so far is committed; where that is refused it keeps the object, and its next commit point
 * says why.
 */
export function yieldObject(host: ObjectHost, turn: Turn): void {
  const { branches } = turn
  if (!branches) return
  const keep = (error: unknown): void => {
    branches.keeps = true
    // Memory was ahead of the disk, so that there is nothing left to commit.
    if (turn.gone) void turn.track(Promise.reject(error))
  }
  if (host.isAtomic) {
    yieldTransaction(host, turn, branches).catch(keep)
    return
  }
  try {
    host.commit(turn)
    letOthersIn(host, turn)
  } catch (error) {
    keep(error)
  }
}

/**
 * What a branch outside waits for does not arrive while the handler holds a transaction, so that is
 * ended now and then, and another begun once those have arrived that were kept waiting.
 */
export async function breathe(host: ObjectHost, turn: Turn): Promise<void> {
  turn.breathing = endForNow(host, turn)
  try {
    await turn.breathing
  } catch (error) {
    // Where it was only refused, a branch may be in the middle of something. It is tried again.
    if (turn.gone) void turn.track(Promise.reject(error))
  }
  turn.breathing = undefined
  turn.breathed = Date.now()
  await host.transactions?.hold(turn)
  host.queue.reconsider()
}

async function endForNow(host: ObjectHost, turn: Turn): Promise<void> {
  await host.transactions?.catchUp(turn)
  await host.transactions?.endAll(turn)
  // Those who wait were there before this.
  await turn.sync(host.native.storage.sync())
}

async function yieldTransaction(host: ObjectHost, turn: Turn, branches: Branches): Promise<void> {
  // No second time while that is on its way.
  branches.keeps = true
  const { since } = branches
  await host.transactions?.catchUp(turn)
  const isMeant = branches.since === since
  if (isMeant) await host.transactions?.endAll(turn)
  branches.keeps = false
  if (isMeant && turn.holds) letOthersIn(host, turn)
  else host.queue.reconsider()
}
