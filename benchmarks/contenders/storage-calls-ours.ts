import { defineDurableObject } from '@cloudwerk/durable-object'
import { statements } from '../board/statements.ts'

/** Makes many `ctx.sql` and `ctx.storage` calls in one handler. */
export const storageCalls = defineDurableObject({
  sqlite: true,
  init(ctx) {
    ctx.sql.run(statements.create)
    return {}
  },
  methods: {
    sqlWrite(count: number): void {
      for (let n = 0; n < count; n += 1) this.ctx.sql.exec(statements.write, n % 100, `text ${n}`)
    },
    sqlRead(count: number): void {
      for (let n = 0; n < count; n += 1) this.ctx.sql.exec(statements.read, n % 100).toArray()
    },
    async kvWrite(count: number): Promise<void> {
      for (let n = 0; n < count; n += 1) await this.ctx.storage.put(`key ${n % 100}`, { n })
    },
    async kvRead(count: number): Promise<void> {
      for (let n = 0; n < count; n += 1) await this.ctx.storage.get(`key ${n % 100}`)
    },
    syncKvWrite(count: number): void {
      for (let n = 0; n < count; n += 1) this.ctx.storage.kv.put(`key ${n % 100}`, { n })
    },
    syncKvRead(count: number): void {
      for (let n = 0; n < count; n += 1) this.ctx.storage.kv.get(`key ${n % 100}`)
    },
  },
})
