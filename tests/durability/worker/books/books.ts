import { defineDurableObject, type ObjectContext } from '@cloudwerk/durable-object'
import type { Backend } from '../backend.ts'
import {
  type Contents,
  type Copy,
  type Entry,
  type Move,
  newContents,
  type Plan,
} from './contents.ts'
import { type CopyName, type Course, courseOf, type Pause, type Undoing } from './course.ts'
import { createKeys, inKeys, inKeysLater, inKv, readKeys, readKv } from './in-keys.ts'
import { createTables, inRows, readRows } from './in-rows.ts'
import { inState } from './in-state.ts'
import { pauseIn } from './pause.ts'
import { booksSchema } from './schema.ts'

/** Plans that have already failed once in this process. */
const failedPlans = new Set<string>()

interface State extends Contents {
  strayRings: number
}

/** Account books with equal copies in the state, in keys and, if the backend has SQL, in tables. */
export function defineBooks(backend: Backend) {
  const hasRows = backend.sqlite === true
  const readBooks = (state: State, ctx: ObjectContext, keys: Contents) => {
    const { closed, accounts, entries, plans, strayRings } = state
    const rows = hasRows ? readRows(ctx.sql) : undefined
    return { state: { closed, accounts, entries, plans }, keys, rows, strayRings }
  }
  return defineDurableObject({
    ...backend,
    schema: booksSchema,
    calls: { reads: ['look', 'lookAtOnce'] },

    async init(ctx) {
      const contents = newContents()
      if (hasRows) createTables(ctx.sql, contents)
      await createKeys(ctx.storage, contents)
      return { ...contents, strayRings: 0, isRinging: false, isSetMeanwhile: false }
    },

    methods: {
      /** Awaits nothing. */
      async transfer(move: Move, course: Course) {
        const entry = this.postAtOnce(move, course)
        this.end(course)
        return [entry.place]
      },
      /** Awaits only storage. */
      async transferQuickly(move: Move, course: Course) {
        const entry = await this.post(move, course)
        this.end(course)
        return [entry.place]
      },
      async transferSlowly(move: Move, course: Course) {
        const entry = await this.post(move, course)
        this.end(course)
        return [entry.place]
      },
      async transferReturning(move: Move, course: Course) {
        const { sql } = this.ctx
        const { id, source, target, amount, place } = this.next(move)
        const [row] = sql.exec(
          'INSERT INTO entries VALUES (?, ?, ?, ?, ?) RETURNING place, amount',
          ...[place, id, source, target, amount],
        )
        const change = `UPDATE accounts SET balance = balance + iif(name = ?, -?, 0) + iif(name = ?, ?, 0)
          RETURNING name, balance`
        for (const { name } of sql.exec(change, source, amount, target, amount)) {
          if (name === source) break
        }
        const entry = { ...move, place: row?.place }
        const others = course.order.filter((name) => name !== 'rows')
        this.atOnce({ ...course, order: others }, (copy: Copy) => copy.post(entry))
        this.end(course)
        return [place]
      },
      /** Commits the first move before the second. */
      async transferTwice(first: Move, second: Move, between: Pause | 'sync', course: Course) {
        const { place } = await this.post(first, course)
        if (between === 'sync') await this.ctx.storage.sync()
        else await this.outside(() => this.pause(between, course.url))
        const entry = await this.post(second, course)
        this.end(course)
        return [place, entry.place]
      },
      /** Each branch repeatedly waits outside and then writes. */
      async transferInBranches(branches: Move[][], pauses: Pause[], course: Course) {
        const runs = branches.map(async (moves, at) => {
          const places = []
          for (const move of moves) {
            await this.outside(() => this.pause(pauses[at] ?? 'nothing', course.url))
            places.push(this.postAtOnce(move, course).place)
          }
          return places
        })
        return (await Promise.all(runs)).flat()
      },
      /** The handler ends when the first branch returns. The other branches cannot continue. */
      async transferInRace(moves: Move[], pauses: Pause[], course: Course) {
        const runs = moves.map(async (move, at) => {
          await this.outside(() => this.pause(pauses[at] ?? 'nothing', course.url))
          this.postAtOnce(move, course)
        })
        await Promise.race(runs)
      },
      /** Calls that are not awaited still belong to the handler. */
      async transferUnawaited(move: Move, course: Course) {
        this.post(move, course)
        this.end(course)
      },
      /** Writes while a concurrent transaction runs that is undone. */
      async transferBeside(move: Move, undone: Move, course: Course) {
        const undoing = this.undo(undone, 'thrown', course)
        await this.pause(course.pauses[0] ?? 'nothing', course.url)
        this.postAtOnce(move, course)
        await undoing
        this.end(course)
      },
      /** A timer that fires after the end of the handler cannot write. */
      async transferFromTimer(move: Move, course: Course) {
        const entry = this.next(move)
        const writeEach = (): void => {
          for (const name of course.order)
            try {
              this.open(name, course).post(entry)
            } catch {}
        }
        for (const delay of [1, 2, 4, 8]) setTimeout(writeEach, delay)
      },
      /** A handler sees its own writes before it ends. */
      async transferAndAudit(move: Move, course: Course) {
        await this.post(move, course)
        const audit = await this.audit()
        this.end(course)
        return audit
      },
      /** One move is undone within the handler, the other one is kept. */
      async transferUnless(kept: Move, undone: Move, how: Undoing, course: Course) {
        const { place } = await this.transaction(async () => {
          if (how !== 'late') await this.undo(undone, how, course)
          const entry = await this.post(kept, course)
          if (how === 'late') await this.undo(undone, 'thrown', course)
          return entry
        })
        this.end(course)
        return [place]
      },
      /** If the handler fails after a storage transaction, the transaction is undone too. */
      async transferInTransaction(move: Move, course: Course) {
        const postIt = (): Promise<Entry> => this.post(move, course)
        const { place } = await this.ctx.storage.transaction(postIt)
        await this.pause(course.pauses[0] ?? 'nothing', course.url)
        this.end(course)
        return [place]
      },
      /** Makes the move in a separate turn, after this handler has ended. */
      async transferLater(move: Move, course: Course) {
        this.ctx.waitUntil(this.afterwards(move, course))
      },
      async plan(plan: Plan, course: Course) {
        this.atOnce(course, (copy: Copy) => copy.plan(plan))
        this.setNext()
        this.end(course)
      },
      async planSlowly(plan: Plan, course: Course) {
        await this.slowly(course, (copy: Copy) => copy.plan(plan))
        await this.setNext()
        await this.pause(course.pauses[0] ?? 'nothing', course.url)
        this.end(course)
      },
      /** Lets the alarm ring immediately if plans are due, even if a retry is scheduled later. */
      async ring() {
        await this.setNext()
      },
      /** Adds the entries up to this place to the opening balances and deletes them. */
      async close(upTo: number, course: Course) {
        const closing = this.state.entries.filter(({ place }) => place <= upTo)
        const copies = closing.map((entry) => ({ ...entry }))
        await this.slowly(course, (copy: Copy) => copy.close(copies))
        this.end(course)
      },
      async audit() {
        const hasAlarm = (await this.ctx.storage.getAlarm()) !== null
        const keys = await readKeys(this.ctx.storage)
        return { ...readBooks(this.state, this.ctx, keys), hasAlarm }
      },
      /** The same, but awaits nothing and does not read the alarm. */
      async auditAtOnce() {
        const audit = this.seeAtOnce()
        return audit
      },
      async look() {
        return this.audit()
      },
      async lookAtOnce() {
        const audit = this.seeAtOnce()
        return audit
      },
    },

    helpers: {
      seeAtOnce() {
        return readBooks(this.state, this.ctx, readKv(this.ctx.storage.kv))
      },
      next(move: Move): Entry {
        return { ...move, place: this.state.closed + this.state.entries.length + 1 }
      },
      postAtOnce(move: Move, course: Course): Entry {
        const entry = this.next(move)
        this.atOnce(course, (copy: Copy) => copy.post(entry))
        return entry
      },
      async post(move: Move, course: Course): Promise<Entry> {
        const entry = this.next(move)
        await this.slowly(course, (copy: Copy) => copy.post(entry))
        return entry
      },
      atOnce({ order, keys, reading }: Course, write: (copy: Copy) => unknown): void {
        for (const name of order) write(this.open(name, { keys, reading }))
      },
      async slowly(course: Course, write: (copy: Copy) => unknown): Promise<void> {
        const { order, pauses, url } = course
        for (const [at, name] of order.entries()) {
          await this.pause(pauses[at] ?? 'nothing', url)
          await write(this.open(name, course))
        }
        await this.pause(pauses[order.length] ?? 'nothing', url)
      },
      open(name: CopyName, { keys, reading }: Pick<Course, 'keys' | 'reading'>): Copy {
        const { storage } = this.ctx
        if (name === 'state') return inState(this.state)
        if (name === 'rows') return inRows(this.ctx.sql, reading)
        if (keys === 'kv') return inKv(storage.kv)
        return keys === 'later' ? inKeysLater(storage, this.state) : inKeys(storage)
      },
      /** Makes a move and undoes it. */
      async undo(move: Move, how: Undoing, course: Course): Promise<void> {
        const { storage } = this.ctx
        if (how === 'rollback')
          await storage.transaction(async (txn: DurableObjectTransaction) => {
            await this.post(move, course)
            txn.rollback()
          })
        else if (how === 'sync')
          try {
            storage.transactionSync(() => {
              this.postAtOnce(move, course)
              throw new Error('undone')
            })
          } catch {}
        else {
          const postAndThrow = async () => {
            await this.post(move, course)
            throw new Error('undone')
          }
          const undone =
            how === 'storage' ? storage.transaction(postAndThrow) : this.transaction(postAndThrow)
          await undone.catch(() => undefined)
        }
      },
      async pause(pause: Pause, url: string): Promise<void> {
        await pauseIn(this.ctx, pause, url)
      },
      async afterwards(move: Move, course: Course): Promise<void> {
        await this.pause('timer', course.url)
        await this.transaction(async () => {
          await this.post(move, course)
          this.end(course)
        })
      },
      end({ ending }: Course): void {
        if (ending === 'throws') throw new Error('on purpose')
        if (ending === 'dangles') this.ctx.sql.run("INSERT INTO notes VALUES ('nobody')")
      },
      /** If nothing is planned, the runtime clears the alarm. */
      async setNext(): Promise<void> {
        if (this.state.isRinging) this.state.isSetMeanwhile = true
        const times = this.state.plans.map(({ at }) => at)
        if (times.length > 0) await this.ctx.storage.setAlarm(Math.min(...times))
      },
      async carryOut({ at: _, way, ...move }: Plan): Promise<void> {
        const course = courseOf(way, hasRows)
        const isFirstTry = !failedPlans.has(move.id)
        if (way === 'fails' || way === 'refused') failedPlans.add(move.id)
        const entry = this.next(move)
        const write = async (copy: Copy): Promise<void> => {
          await copy.post(entry)
          await copy.unplan(move.id)
        }
        await this.slowly(course, write)
        if (way === 'fails' && isFirstTry) throw new Error('on purpose')
        if (way === 'refused' && isFirstTry) this.state.strayRings = -1
        if (way !== 'outside') return
        this.state.isRinging = true
        await this.outside(() => this.pause('timer', ''))
      },
    },

    async alarm(info) {
      const now = Math.max(Date.now(), info?.scheduledTime ?? 0)
      const due = this.state.plans.filter(({ at }) => at <= now).map((plan) => ({ ...plan }))
      const { isRinging, isSetMeanwhile } = this.state
      if (due.length === 0 && !isRinging && !isSetMeanwhile) this.state.strayRings += 1
      this.state.isRinging = this.state.isSetMeanwhile = false
      for (const plan of due) {
        // Other handlers may have run while this one was outside.
        if (this.state.plans.some(({ id }) => id === plan.id)) await this.carryOut(plan)
      }
      this.state.isRinging = false
      await this.setNext()
    },
  })
}
