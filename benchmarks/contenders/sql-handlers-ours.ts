import { defineDurableObject } from '@cloudwerk/durable-object'
import { noteCount } from '../board/handler-operations.ts'
import { statements } from '../board/statements.ts'

interface Note extends Record<string, SqlStorageValue> {
  text: string
}

/** Short handlers of an object with a table. A handler that throws is undone. */
export const sqlHandlers = defineDurableObject({
  sqlite: true,
  calls: { reads: ['readDeclared'] },
  init(ctx) {
    ctx.sql.exec(statements.create)
    ctx.sql.exec(statements.fill, noteCount)
    return { count: 0 }
  },
  alarm() {},
  methods: {
    nothing(): number {
      return 1
    },
    readDeclared(id: number): string {
      const note = this.ctx.sql.exec<Note>(statements.read, id).one()
      return note.text
    },
    async readAsync(id: number): Promise<string> {
      const note = this.ctx.sql.exec<Note>(statements.read, id).one()
      return note.text
    },
    readPlain(id: number): string {
      const note = this.ctx.sql.exec<Note>(statements.read, id).one()
      return note.text
    },
    async writeAsync(id: number, text: string): Promise<number> {
      this.ctx.sql.exec(statements.write, id, text)
      return id
    },
    writePlain(id: number, text: string): number {
      this.ctx.sql.exec(statements.write, id, text)
      return id
    },
    async writeAfterMicrotask(id: number, text: string): Promise<number> {
      await undefined
      this.ctx.sql.exec(statements.write, id, text)
      return id
    },
    async writeAfterStorage(id: number, text: string): Promise<number> {
      await this.ctx.storage.get('key')
      this.ctx.sql.exec(statements.write, id, text)
      return id
    },
    writeEverything(id: number, text: string): number {
      this.ctx.sql.exec(statements.write, id, text)
      this.ctx.storage.kv.put(`key ${id}`, text)
      this.state.count += 1
      return this.state.count
    },
    async putKey(id: number, text: string): Promise<number> {
      await this.ctx.storage.put(`key ${id}`, text)
      return id
    },
    async setAlarm(later: number): Promise<number> {
      await this.ctx.storage.setAlarm(Date.now() + 3_600_000 + later)
      return later
    },
  },
})
