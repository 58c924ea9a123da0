import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import { peek } from './peek-promise.ts'

/** What handlers use to wait, so that they may not be over when they return. */
const waits = /\bawait\b|\.then\s*\(|\bPromise\b/
/** A call whose result a handler returns, also as the body of an arrow function. */
const given = /(?:\breturn\b|^(?:async\s*)?(?:\([^)]*\)|[\w$]+)\s*=>(?!\s*\{))([^;\n]*\([^;\n]*)/g
/** Calls that return no promise. */
const immediate =
  /(?:\.(?:toArray|one|raw|first|all|run|exec|map|filter|find|slice|join|at|get|has|some|every|includes|reduce|toString|toISOString)|\b(?:String|Number|Boolean|structuredClone|(?:Math|JSON|Object|Array|Date)\.\w+))\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)(?:\??\.[\w$]+|\[[^\]]*\]|[\s)\]}])*$/

/** Whether a handler may wait for something, as far as its own text shows. */
function mayWait(text: string): boolean {
  if (waits.test(text)) return true
  for (const [, call = ''] of text.matchAll(given)) if (!immediate.test(call)) return true
  return false
}

/** In milliseconds: a handler that takes no longer may share a transaction with those behind it. */
const quick = 5

/** What matters of a turn that has returned. */
export interface ReturnedTurn {
  readonly handler: string
  /** Whether everything has settled that it started. */
  readonly isSettled: boolean
  /** Defined where it has called `outside`. */
  readonly branches: object | undefined
  readonly sqlWrites: number
}

/** How one handler of a class has ended so far. */
export class Habit {
  /** Whether it may be tried without a transaction that is held open. */
  #isCandidate: boolean
  #isKnown = false
  /** Whether it writes with SQL and returns a promise, whose value has to be known before the commit. */
  #needsPeek = false

  constructor(text: string | undefined) {
    this.#isCandidate = text !== undefined && !mayWait(text)
  }

  /** Whether it has always been over when it returned. */
  get isOver(): boolean {
    return this.#isKnown && this.#isCandidate
  }

  /** Whether the last run took no time to speak of. */
  isQuick = false

  noteTime(milliseconds: number): void {
    this.isQuick = milliseconds <= quick
  }

  /** It waits, or its answer cannot be known before the commit. */
  giveUp(): void {
    this.#isCandidate = false
  }

  /** Called when it has returned from a run in a transaction. */
  note(turn: ReturnedTurn, returned: unknown): void {
    if (!this.#isCandidate) return
    this.#isKnown = true
    if (!turn.isSettled || turn.branches) this.giveUp()
    else if (returned instanceof Promise) this.#notePromise(turn, returned)
    else if (isThenable(returned)) this.giveUp()
  }

  #notePromise(turn: ReturnedTurn, returned: Promise<unknown>): void {
    // An alarm's commit depends on how it ended.
    if (turn.handler === 'alarm') this.giveUp()
    this.#needsPeek ||= turn.sqlWrites > 0
    const { peeked, isShort } = peek(returned)
    if (peeked === 'pending') this.giveUp()
    if (this.#needsPeek && !(isShort && (peeked === 'data' || peeked === 'failed'))) this.giveUp()
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isObject && typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
}

/** The habits of a class, by handler. */
export class Habits {
  readonly #texts: Record<string, unknown>
  readonly #known = new Map<string, Habit>()

  constructor(definition: AnyDurableObjectDefinition) {
    this.#texts = { ...definition, ...definition.methods }
  }

  of(handler: string): Habit {
    let habit = this.#known.get(handler)
    if (habit) return habit
    const fn = Object.hasOwn(this.#texts, handler) ? this.#texts[handler] : undefined
    // Code that continues after its handler has ended.
    if (typeof fn !== 'function') return new Habit(undefined)
    habit = new Habit(String(fn))
    this.#known.set(handler, habit)
    return habit
  }
}
