import { DurableObject } from 'cloudflare:workers'
import { statements } from '../board/statements.ts'

export class StorageCalls extends DurableObject {
  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env)
    ctx.storage.sql.exec(statements.create)
  }

  sqlWrite(count: number): void {
    const { sql } = this.ctx.storage
    for (let n = 0; n < count; n += 1) sql.exec(statements.write, n % 100, `text ${n}`)
  }

  sqlRead(count: number): void {
    const { sql } = this.ctx.storage
    for (let n = 0; n < count; n += 1) sql.exec(statements.read, n % 100).toArray()
  }

  async kvWrite(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) await this.ctx.storage.put(`key ${n % 100}`, { n })
  }

  async kvRead(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) await this.ctx.storage.get(`key ${n % 100}`)
  }

  syncKvWrite(count: number): void {
    for (let n = 0; n < count; n += 1) this.ctx.storage.kv.put(`key ${n % 100}`, { n })
  }

  syncKvRead(count: number): void {
    for (let n = 0; n < count; n += 1) this.ctx.storage.kv.get(`key ${n % 100}`)
  }
}
