import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from '../../objects/sleep.ts'

const waiting = new Set<string>()
let most = 0

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Any = any

const definition = {
  init: () => ({ items: ['a'], count: 0 }),
  methods: {
    /** Returns how many calls were in here together. */
    async together(this: Any, label: string, milliseconds: number) {
      waiting.add(label)
      most = Math.max(most, waiting.size)
      await sleep(milliseconds)
      waiting.delete(label)
      return { count: this.state.count, most }
    },
    async get(this: Any) {
      return this.state
    },
    async count(this: Any, milliseconds = 0) {
      this.state.count += 1
      if (milliseconds > 0) await sleep(milliseconds)
      return this.state.count
    },
    async forget() {
      most = 0
    },
    changesState(this: Any) {
      this.state.items.push('b')
    },
    async replacesState(this: Any) {
      this.state = { items: [], count: 5 }
    },
    async putsKey(this: Any) {
      await this.ctx.storage.put('the key', 1)
    },
    putsKeyAtOnce(this: Any) {
      this.ctx.storage.kv.put('the key', 1)
    },
    async deletesAll(this: Any) {
      await this.ctx.storage.deleteAll()
    },
    async setsAlarm(this: Any) {
      await this.ctx.storage.setAlarm(Date.now() + 60_000)
    },
    async broadcasts(this: Any) {
      this.broadcast('hello')
    },
    async changesOutside(this: Any) {
      await this.outside(() => sleep(1))
      await this.count()
    },
    async callsAnother(this: Any) {
      return this.count()
    },
    async inTransaction(this: Any) {
      return this.transaction(async () => {
        await sleep(1)
        return this.ctx.storage.transaction(async () => this.state.count)
      })
    },
    async throws(this: Any) {
      await sleep(1)
      throw new Error('on purpose')
    },
    async goesOutside(this: Any) {
      const before = this.state.count
      await this.outside(() => sleep(20))
      return [before, this.state.count]
    },
  },
  alarm() {},
}

const reads = Object.keys(definition.methods).filter((name) => !['count', 'forget'].includes(name))

export const reading = defineDurableObject({
  ...definition,
  calls: { reads: reads as never[] },
})

export const readingRows = defineDurableObject({
  ...definition,
  sqlite: true,
  methods: {
    ...definition.methods,
    insertsRow(this: Any) {
      this.ctx.sql.run('CREATE TABLE rows (id)')
    },
    insertsWith(this: Any) {
      this.ctx.sql.exec('WITH n(id) AS (VALUES (1)) INSERT INTO rows SELECT id FROM n RETURNING id')
    },
    selects(this: Any) {
      const { sql } = this.ctx
      const [row] = sql.exec('WITH n(id) AS (VALUES (1)) SELECT id FROM n').toArray()
      return [
        row,
        sql.exec('SELECT 1 AS one').one(),
        sql.exec('PRAGMA foreign_keys').toArray().length,
      ]
    },
  },
  calls: { reads: [...reads, 'insertsRow', 'insertsWith', 'selects'] as never[] },
})
