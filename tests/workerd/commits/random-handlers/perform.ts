import { objectOf } from '../../calls.ts'
import { sleep } from '../../objects/sleep.ts'
import { breakDisk, ofDisk, repairDisk } from './disk.ts'
import type { Abilities } from './generate.ts'
import { runSql } from './run-sql.ts'
import type { Handler, KeyStep, Look, NestStep, SqlStep, StateStep, Step, Wait } from './steps.ts'
import { changeState, type Seen, statements } from './world.ts'

/** An action of a handler. The journal lists those of all handlers of the object, in order. */
export type Entry = { call: number } & (
  | { at: 'step'; step: Step; failure?: string }
  | { at: 'seen'; seen: Seen }
  | { at: 'open'; as: string }
  | { at: 'close'; isUndone: boolean; failure?: string }
  | { at: 'rolledBack' }
  /** A commit point. */
  | { at: 'point'; failure?: string }
  | { at: 'begin' | 'leaving' | 'leave' | 'back' | 'end' }
  | { at: 'thrown'; failure: string }
)

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Any = any

/** The task of a handler. Handlers get it by name, since tests and objects share an isolate. */
export interface Task {
  call: number
  handler: Handler | Look
  journal: Entry[]
  abilities: Abilities
}

export const tasks = new Map<string, Task>()

export const alarmBase = Date.now() + 86_400_000

/** Yields each promise that it waits for. */
type Doing<T> = Generator<PromiseLike<unknown>, T, unknown>

/** Returns a value if no step waits, otherwise a promise. */
export function performTask(self: Any, name: string): unknown {
  const task = tasks.get(name)
  if (!task) throw new Error(`There is no task ${name}.`)
  return drive(new Performer(self, task).perform())
}

function drive<T>(doing: Doing<T>): T | Promise<T> {
  const first = doing.next()
  return first.done ? first.value : goOn(doing, first.value)
}

async function goOn<T>(doing: Doing<T>, first: PromiseLike<unknown>): Promise<T> {
  let waitsFor = first
  while (true) {
    const next = await settled(waitsFor).then(
      (value) => doing.next(value),
      (error) => doing.throw(error),
    )
    if (next.done) return next.value
    waitsFor = next.value
  }
}

/** As a native promise, whose `then` also rejects with what the next step throws. */
async function settled(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise
}

class Unsent {
  kept = 1
}

class Performer {
  readonly #self: Any
  readonly #task: Task
  /** The storage of the handler, or of its innermost transaction. */
  #storage: Any

  constructor(self: Any, task: Task) {
    this.#self = self
    this.#task = task
    this.#storage = self.ctx.storage
  }

  *perform(): Doing<unknown> {
    const { handler } = this.#task
    repairDisk()
    this.#note({ at: 'begin' })
    try {
      if (handler.kind === 'look') {
        yield* this.#see(true)
        if (handler.waits) yield sleep(1)
        if (handler.waits) yield* this.#see(true)
      } else {
        yield* this.#performAll(handler.steps, handler.shape === 'withAwait')
        if (handler.end === 'throw') throw new Error('on purpose')
      }
    } catch (error) {
      this.#note({ at: 'thrown', failure: messageOf(error) })
      throw error
    }
    this.#note({ at: 'end' })
    return handler.kind === 'look' ? undefined : this.#give(handler)
  }

  #give({ end }: Handler): unknown {
    if (end === 'unsendable') return this.#task.call % 2 ? Symbol('none') : { at: [new Unsent()] }
    if (end === 'large') return 'x'.repeat(20_000)
    return end === 'state' ? this.#self.state : end
  }

  *#performAll(steps: Step[], waits: boolean): Doing<void> {
    for (const step of steps) yield* this.#performOne(step, waits)
  }

  *#performOne(step: Step, waits: boolean): Doing<void> {
    if (step.do === 'breakDisk') return breakDisk(step.at)
    if (step.do === 'see') return yield* this.#see(waits)
    if (step.do === 'wait') return void (yield this.#waitFor(step.for))
    if (step.do === 'nest') return yield* this.#nest(step)
    if (step.do === 'outside') return yield* this.#goOutside(step)
    if (step.do === 'sync') return yield* this.#sync(step)
    const entry: Extract<Entry, { at: 'step' }> = { call: this.#task.call, at: 'step', step }
    try {
      const promise = this.#do(step)
      this.#task.journal.push(entry)
      if (promise) yield promise
    } catch (error) {
      entry.failure = messageOf(error)
      if (!this.#task.journal.includes(entry)) this.#task.journal.push(entry)
      if (!('caught' in step && step.caught && mayBeCaught.test(entry.failure))) throw error
    }
  }

  #do(step: Step): PromiseLike<unknown> | undefined {
    if (step.do in statements) runSql(this.#self.ctx.sql, step as SqlStep)
    else if (step.do === 'say') this.#self.broadcast(`${this.#task.call} ${step.text}`)
    else if (step.do === 'setAlarm') void this.#storage.setAlarm(alarmBase + step.at * 1_000)
    else if (step.do === 'deleteAlarm') void this.#storage.deleteAlarm()
    else if (step.do === 'put' || step.do === 'putMany' || step.do === 'delete')
      return this.#changeKey(step)
    else changeState(this.#self.state, step as StateStep)
    return undefined
  }

  #changeKey(step: KeyStep): PromiseLike<unknown> | undefined {
    if (step.by === 'kv') {
      const { kv } = this.#self.ctx.storage
      if (step.do === 'put') kv.put(step.key, step.value)
      if (step.do === 'delete') kv.delete(step.key)
      return undefined
    }
    const storage = this.#storage
    const promise =
      step.do === 'delete'
        ? storage.delete(step.key)
        : step.do === 'put'
          ? storage.put(step.key, step.value)
          : storage.put(Object.fromEntries(step.keys.map((key) => [key, step.value])))
    return step.by === 'awaited' ? promise : undefined
  }

  *#see(waits: boolean): Doing<void> {
    const { ctx, state } = this.#self
    const { sql, kv } = this.#task.abilities
    const seen: Seen = {
      state: JSON.parse(JSON.stringify(state)),
      tables: sql ? tablesOf(this.#self) : {},
      keys: kv ? [...ctx.storage.kv.list()] : undefined,
      alarm: undefined,
    }
    if (waits) {
      const keys = (yield ctx.storage.list()) as Map<string, unknown>
      if (kv && JSON.stringify([...keys]) !== JSON.stringify(seen.keys))
        throw new Error(`list() gave ${[...keys.keys()]}, kv.list() ${seen.keys}`)
      seen.keys = [...keys]
      const at = (yield this.#storage.getAlarm()) as number | null
      seen.alarm = at === null ? null : (at - alarmBase) / 1_000
    }
    this.#note({ at: 'seen', seen })
  }

  *#nest({ as, steps, end, after, caught }: NestStep): Doing<void> {
    const before = this.#storage
    let isOpen = false
    let isRolledBack = false
    const within = (txn?: Any): unknown => {
      isOpen = true
      this.#note({ at: 'open', as })
      if (txn) this.#storage = txn
      const inner = function* (self: Performer): Doing<void> {
        yield* self.#performAll(steps, as !== 'transactionSync')
        if (end === 'throw') throw new Error('on purpose')
        if (end !== 'rollback') return
        if (!txn) throw new Error('on purpose')
        isRolledBack = true
        txn.rollback()
        self.#note({ at: 'rolledBack' })
        self.#storage = before
        yield* self.#performAll(after, true)
      }
      return drive(inner(this))
    }
    let failure: string | undefined
    try {
      if (as === 'transactionSync') this.#self.ctx.storage.transactionSync(within)
      else if (as === 'savepoint') yield this.#self.transaction(within)
      else yield this.#self.ctx.storage.transaction(within)
    } catch (error) {
      failure = messageOf(error)
      if (!caught || !(mayBeCaught.test(failure) || ofDisk.test(failure))) throw error
    } finally {
      this.#storage = before
      const isUndone = isRolledBack || failure !== undefined
      if (isOpen) this.#note({ at: 'close', isUndone, failure })
    }
  }

  *#goOutside(step: Extract<Step, { do: 'outside' }>): Doing<void> {
    let hasLeft = false
    this.#note({ at: 'leaving' })
    try {
      yield this.#self.outside(async () => {
        hasLeft = true
        repairDisk()
        this.#note({ at: 'leave' })
        await this.#waitFor(step.for)
        if (step.throws) throw new Error('on purpose')
      })
      this.#note({ at: 'back' })
    } catch (error) {
      const failure = messageOf(error)
      this.#note(hasLeft ? { at: 'back' } : { at: 'point', failure })
      if (!step.caught || !mayBeCaught.test(failure)) throw error
    }
  }

  *#sync({ caught }: Extract<Step, { do: 'sync' }>): Doing<void> {
    try {
      yield this.#self.ctx.storage.sync()
      this.#note({ at: 'point' })
    } catch (error) {
      const failure = messageOf(error)
      this.#note({ at: 'point', failure })
      if (!caught || !mayBeCaught.test(failure)) throw error
    }
  }

  async #waitFor(what: Wait): Promise<unknown> {
    const { storage } = this.#self.ctx
    if (what === 'get') return storage.get('a')
    if (what === 'list') return storage.list({ limit: 1 })
    if (what === 'timer') return sleep(1)
    if (what === 'scheduler') return scheduler.wait(0)
    if (what === 'call') return objectOf('ProgrammedWithoutSql', 'asked by random handlers').read()
    for (let n = 0; what === 'microtasks' && n < 10; n++) await undefined
    return undefined
  }

  #note(entry: Entry extends infer E ? (E extends Any ? Omit<E, 'call'> : never) : never): void {
    this.#task.journal.push({ ...(entry as Any), call: this.#task.call })
  }
}

function tablesOf({ ctx }: Any): Record<string, unknown> {
  const tables = ctx.sql
    .exec(
      "SELECT name FROM sqlite_master WHERE name IN ('one', 'two', 'parents', 'children') AND type = 'table'",
    )
    .toArray()
  return Object.fromEntries(
    tables.map(({ name }: Any) => [
      name,
      ctx.sql.exec(`SELECT * FROM ${name} ORDER BY id`).toArray(),
    ]),
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Failures of statements, which a handler may catch. */
export const statementFailure = /constraint failed|no such table|already|duplicate column/
/** The failure of a write in a transaction that was rolled back. */
export const tooLate = /transaction of .* was rolled back/
/** Failures of a commit point. */
export const ofCommit = /\bschema at state\b|^FOREIGN KEY|^the disk is full$/

const mayBeCaught = new RegExp(
  `^on purpose$|${ofCommit.source}|${statementFailure.source}|${tooLate.source}`,
)
