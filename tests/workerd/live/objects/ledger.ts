import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { gateOf } from '../../objects/gate.ts'
import { sleep } from '../../objects/sleep.ts'

/** Handlers that fail in every way, with what they changed shown to pages. */
function ledger(sqlite: boolean | undefined) {
  return defineDurableObject({
    ...(sqlite && { sqlite }),
    init: (ctx) => {
      if (sqlite)
        ctx.sql.run(
          'CREATE TABLE entries (id INTEGER PRIMARY KEY, amount INTEGER CHECK (amount < 1000))',
        )
      return { total: 0, log: [] as string[] }
    },
    helpers: {
      enter(amount: number, label: string) {
        this.state.total += amount
        this.state.log.push(label)
        if (sqlite) this.ctx.sql.run('INSERT INTO entries (amount) VALUES (?)', amount)
        this.emit('entered', label)
      },
    },
    methods: {
      addAtOnce(amount: number) {
        this.enter(amount, 'at once')
      },
      async add(amount: number) {
        this.enter(amount, `before ${amount}`)
        await sleep(1)
        this.enter(amount, `after ${amount}`)
      },
      failAtOnce() {
        this.enter(1, 'undone')
        throw new Error('on purpose')
      },
      async fail() {
        this.enter(1, 'undone')
        await sleep(1)
        this.enter(1, 'undone')
        throw new Error('on purpose')
      },
      async failSavepoint() {
        this.enter(1, 'kept')
        const failing = this.transaction(async () => {
          this.enter(1, 'undone')
          await sleep(1)
          throw new Error('on purpose')
        })
        await failing.catch(() => undefined)
        this.enter(1, 'kept')
      },
      async failAfterOutside() {
        this.enter(1, 'kept')
        await this.outside(() => sleep(1))
        this.enter(1, 'undone')
        await sleep(1)
        throw new Error('on purpose')
      },
      async unsendable() {
        this.enter(1, 'undone')
        await sleep(1)
        return { fn: Symbol('no') }
      },
      async hold() {
        this.enter(1, 'undone')
        await gateOf(this.id).pass()
        throw new Error('on purpose')
      },
      total() {
        return this.state.total
      },
    },
    live: {
      view: { total: true, log: true },
      calls: {
        addAtOnce: [z.number()],
        add: [z.number()],
        failAtOnce: [],
        fail: [],
        failSavepoint: [],
        failAfterOutside: [],
        unsendable: [],
        hold: [],
        total: [],
      },
    },
  })
}

export const ledgerWithSql = ledger(true)
export const ledgerWithoutSql = ledger(undefined)
