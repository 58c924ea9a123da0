import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import type { Turn } from '../turns/turn.ts'
import { peek } from './peek.ts'

/** What has to do with promises that may not be over when the handler returns. */
const waits = /\bawait\b|\.then\s*\(|\bPromise\b/
/** What a handler gives that is a call, also as the body of an arrow function. */
const given = /(?:\breturn\b|^(?:async\s*)?(?:\([^)]*\)|[\w$]+)\s*=>(?!\s*\{))([^;\n]*\([^;\n]*)/g
/** Calls that give no promise. */
const immediate =
  /(?:\.(?:toArray|one|raw|first|all|run|exec|map|filter|find|slice|join|at|get|has|some|every|includes|reduce|toString|toISOString)|\b(?:String|Number|Boolean|structuredClone|(?:Math|JSON|Object|Array|Date)\.\w+))\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)(?:\??\.[\w$]+|\[[^\]]*\]|[\s)\]}])*$/

/** Whether a handler may wait for something, as far as its own text tells. */
function mayWait(text: string): boolean {
  if (waits.test(text)) return true
  for (const [, call = ''] of text.matchAll(given)) if (!immediate.test(call)) return true
  return false
}

/** In milliseconds: so short that those who come together wait for each other. */
const quick = 5

/** How one handler of a class has ended so far. */
export class Habit {
  /** Whether it may be tried without a transaction that is held open. */
  #isCandidate: boolean
  #isKnown = false
  /** Whether it writes with SQL and returns a promise, whose value cannot be seen before its commit. */
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

  /** It waits, or its answer cannot be told beforehand. */
  giveUp(): void {
    this.#isCandidate = false
  }

  /** Called when it has returned from a run in a transaction. */
  note(turn: Turn, returned: unknown): void {
    if (!this.#isCandidate) return
    this.#isKnown = true
    if (!turn.isSettled || turn.branches) this.giveUp()
    else if (returned instanceof Promise) this.#notePromise(turn, returned)
    else if (isThenable(returned)) this.giveUp()
  }

  #notePromise(turn: Turn, returned: Promise<unknown>): void {
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
    // What goes on after its handler has ended.
    if (typeof fn !== 'function') return new Habit(undefined)
    habit = new Habit(String(fn))
    this.#known.set(handler, habit)
    return habit
  }
}
