import { expect } from 'vitest'
import { ofDisk } from './disk.ts'
import type { Abilities } from './generate.ts'
import { type Entry, ofCommit, statementFailure, tooLate } from './perform.ts'
import type { Handler, Look } from './steps.ts'
import { applyStep, isOrphaned, type Seen, seenIn, statements, type World } from './world.ts'

/** The result or the error that a caller got. */
export type Outcome = { answer: unknown } | { failure: string }

export interface Told {
  handler: Handler | Look
  outcome: Outcome
}

/** A running handler. `bases` are the contents that it would be undone to, innermost last. */
interface Run {
  bases: World[]
  nests: string[]
  said: string[]
  /** The number of statements that have written. */
  statements: number
  /** Both counts at the start of each nest. */
  marks: { said: number; statements: number }[]
  /** Whether it is going outside. Other handlers can run before it notes that it has left. */
  leaves: boolean
  /** Whether its transaction was rolled back. */
  isRolledBack: boolean
}

/** Failures of handlers that end in a new way, of which nothing stays. */
const unseen = /Write async and await|call it again/
/** What a handler may throw. Any other failure is a bug of the runtime. */
const meant = new RegExp(
  `^on purpose$|${ofCommit.source}|${statementFailure.source}|${unseen.source}|${ofDisk.source}|${tooLate.source}`,
)

/**
 * Repeats a journal on plain data, and compares what each handler saw and what its caller got. Collects
 * the broadcasts.
 */
export class Replay {
  world: World
  readonly said: string[] = []
  /** Whether the next write fails. */
  fails = false
  readonly #abilities: Abilities
  readonly #runs = new Map<number, Run>()
  /** The stored contents, while a handler has uncommitted changes. */
  #stored: World

  constructor(world: World, abilities: Abilities) {
    this.world = world
    this.#stored = structuredClone(world)
    this.#abilities = abilities
  }

  /** The platform clears the alarm that it runs. */
  takeAlarm(): boolean {
    const isSet = this.#stored.alarm !== null
    this.#stored.alarm = null
    return isSet
  }

  run(journal: readonly Entry[], told: ReadonlyMap<number, Told>): void {
    const ignored = endedBeforeTheirCode(journal, told)
    const ended = new Set(ignored)
    for (const entry of journal) {
      if (ignored.has(entry.call)) continue
      this.#follow(entry, told)
      if (entry.at === 'end' || entry.at === 'thrown') ended.add(entry.call)
    }
    for (const [call, { outcome }] of told)
      expect(ended.has(call), `call ${call} ran: ${JSON.stringify(outcome)}`).toBe(true)
  }

  #follow(entry: Entry, told: ReadonlyMap<number, Told>): void {
    const { call } = entry
    if (entry.at === 'begin' || entry.at === 'back') this.#letOut(call)
    if (entry.at === 'begin') {
      const bases = [structuredClone(this.#stored)]
      this.#runs.set(call, {
        bases,
        nests: [],
        said: [],
        statements: 0,
        marks: [],
        leaves: false,
        isRolledBack: false,
      })
      this.world = structuredClone(this.#stored)
      return
    }
    const run = this.#runs.get(call)
    if (!run) throw new Error(`call ${call} did not begin`)
    switch (entry.at) {
      case 'step':
        this.#step(run, entry)
        break
      case 'seen':
        this.#compare(entry.seen, `what call ${call} saw`)
        break
      case 'open':
        run.bases.push(structuredClone(this.world))
        run.marks.push({ said: run.said.length, statements: run.statements })
        run.nests.push(entry.as)
        break
      case 'rolledBack':
        run.isRolledBack = true
        this.world = structuredClone(run.bases.at(-1) ?? this.#stored)
        break
      case 'close':
        this.#close(run, entry)
        break
      case 'point':
        run.leaves = false
        if (entry.failure === undefined) this.#commit(run)
        else this.#expectRefusal(entry.failure)
        break
      case 'leaving':
        run.leaves = true
        break
      case 'leave':
        if (run.leaves) this.#commit(run)
        break
      case 'back':
        this.world = structuredClone(this.#stored)
        run.bases = [structuredClone(this.world)]
        break
      default: {
        const outcome = told.get(call)
        if (!outcome) throw new Error(`call ${call} was not made`)
        this.#end(run, entry, outcome)
      }
    }
  }

  /** A handler that is going outside has left once another handler has the object. */
  #letOut(call: number): void {
    for (const [other, run] of this.#runs) if (other !== call && run.leaves) this.#commit(run)
  }

  #step(run: Run, { step, failure, call }: Extract<Entry, { at: 'step' }>): void {
    if (step.do === 'say') {
      run.said.push(`${call} ${step.text}`)
      return
    }
    if (failure && (unseen.test(failure) || ofDisk.test(failure))) return
    if (failure && run.isRolledBack && tooLate.test(failure)) return
    const isRefused = applyStep(this.world, step)
    const text = `call ${call}: ${JSON.stringify(step)}`
    if (isRefused) expect(failure, text).toMatch(statementFailure)
    else expect(failure, text).toBe(undefined)
    if (!(step.do in statements)) return
    if (!isRefused) run.statements += 1
    if (this.#storesStatements(run)) this.#stored.tables = structuredClone(this.world.tables)
  }

  /** Whether statements are stored at once. */
  #storesStatements({ nests }: Run): boolean {
    return !this.#abilities.atomic && !nests.some((as) => as.startsWith('transaction'))
  }

  #close(run: Run, { isUndone, call }: Extract<Entry, { at: 'close' }>): void {
    const base = run.bases.pop()
    const as = run.nests.pop()
    const mark = run.marks.pop()
    run.isRolledBack = false
    if (!base || !as || !mark) throw new Error(`call ${call} closed what was not open`)
    if (isUndone) {
      this.#undo(base, this.#abilities.atomic || as !== 'savepoint')
      run.said.length = mark.said
      run.statements = mark.statements
    } else if (!this.#abilities.atomic && this.#abilities.sql) this.#closeAtOnce(run, as)
  }

  /** The outermost transaction is a commit point. */
  #closeAtOnce(run: Run, as: string): void {
    if (as === 'transaction' && !run.nests.includes('transaction')) this.#commit(run)
    else if (this.#storesStatements(run)) this.#stored.tables = structuredClone(this.world.tables)
  }

  #undo(base: World, isWithTables: boolean): void {
    const { tables } = this.world
    this.world = structuredClone(base)
    if (!isWithTables) this.world.tables = tables
  }

  #commit(run: Run): void {
    expect(this.world.state.fits, 'a state that fits is committed').toBe(true)
    expect(isOrphaned(this.world), 'rows that fit are committed').toBe(false)
    if (this.#abilities.atomic && run.statements > 0)
      expect(this.fails, 'a write that is to fail has not').toBe(false)
    run.statements = 0
    run.leaves = false
    this.#stored = structuredClone(this.world)
    run.bases = run.bases.map(() => structuredClone(this.world))
    run.marks = run.marks.map(() => ({ said: 0, statements: 0 }))
    this.said.push(...run.said)
    run.said = []
  }

  #end(run: Run, entry: Entry, { handler, outcome }: Told): void {
    const failure = 'failure' in outcome ? outcome.failure : undefined
    const what = `what the caller of ${entry.call} was told`
    if (entry.at === 'thrown') {
      expect(entry.failure, `what call ${entry.call} threw`).toMatch(meant)
      expect(failure, what).toBe(entry.failure)
    } else if (handler.kind === 'look') expect(failure, what).toBe(undefined)
    else if (failure === undefined) this.#compareAnswer(handler, outcome)
    else if (handler.end === 'unsendable') expect(failure, what).toMatch(/\bresult\b.*plain data/)
    else this.#expectRefusal(failure)
    if (failure === undefined && handler.kind === 'handler') this.#commit(run)
    this.world = structuredClone(this.#stored)
    this.#runs.delete(entry.call)
  }

  #compareAnswer(handler: Handler, outcome: Outcome): void {
    const answers: Record<string, unknown> = {
      value: 'value',
      large: 'x'.repeat(20_000),
      state: this.world.state,
    }
    expect('answer' in outcome && outcome.answer).toEqual(answers[handler.end])
  }

  /** Checks that there is a reason for the refusal of a commit. */
  #expectRefusal(failure: string): void {
    if (ofDisk.test(failure)) return
    if (/^the disk is full$/.test(failure)) {
      expect(this.fails, 'a write was to fail').toBe(true)
      this.fails = false
    } else if (/\bschema at state\b/.test(failure))
      expect(this.world.state.fits, failure).toBe(false)
    else if (/^FOREIGN KEY/.test(failure)) expect(isOrphaned(this.world), failure).toBe(true)
    else expect(failure).toBe('no failure')
  }

  #compare(seen: Seen, what: string): void {
    const expected = seenIn(this.world)
    if (seen.keys === undefined) expected.keys = undefined
    if (seen.alarm === undefined) expected.alarm = undefined
    expect(seen, what).toEqual(expected)
  }
}

/** Calls of which nothing stays. Their code continues while others have the object, and changes nothing. */
function endedBeforeTheirCode(
  journal: readonly Entry[],
  told: ReadonlyMap<number, Told>,
): Set<number> {
  const found = new Set<number>()
  for (const [call, { outcome }] of told)
    if ('failure' in outcome && unseen.test(outcome.failure)) found.add(call)
  for (const entry of journal)
    if (entry.at === 'thrown' && unseen.test(entry.failure)) found.delete(entry.call)
  return found
}
