import { DurableObject } from 'cloudflare:workers'
import { noteCount } from '../board/handler-operations.ts'
import { statements } from '../board/statements.ts'

interface Note extends Record<string, SqlStorageValue> {
  text: string
}

/** Runs the same statements without a transaction: writes before a throw are not undone. */
export class SqlHandlers extends DurableObject {
  readonly #sql: SqlStorage
  #count: number

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
    this.#sql.exec(statements.create)
    this.#sql.exec(statements.fill, noteCount)
    this.#sql.exec('CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY, count INTEGER)')
    this.#sql.exec('INSERT OR IGNORE INTO state VALUES (1, 0)')
    this.#count = this.#sql.exec<{ count: number }>('SELECT count FROM state').one().count
  }

  override alarm(): void {}

  nothing(): number {
    return 1
  }

  readDeclared(id: number): string {
    return this.#sql.exec<Note>(statements.read, id).one().text
  }

  async readAsync(id: number): Promise<string> {
    return this.#sql.exec<Note>(statements.read, id).one().text
  }

  readPlain(id: number): string {
    return this.#sql.exec<Note>(statements.read, id).one().text
  }

  async writeAsync(id: number, text: string): Promise<number> {
    this.#sql.exec(statements.write, id, text)
    return id
  }

  writePlain(id: number, text: string): number {
    this.#sql.exec(statements.write, id, text)
    return id
  }

  async writeAfterMicrotask(id: number, text: string): Promise<number> {
    await undefined
    this.#sql.exec(statements.write, id, text)
    return id
  }

  async writeAfterStorage(id: number, text: string): Promise<number> {
    await this.ctx.storage.get('key')
    this.#sql.exec(statements.write, id, text)
    return id
  }

  writeEverything(id: number, text: string): number {
    this.#sql.exec(statements.write, id, text)
    this.ctx.storage.kv.put(`key ${id}`, text)
    this.#count += 1
    this.#sql.exec('UPDATE state SET count = ? WHERE id = 1', this.#count)
    return this.#count
  }

  async putKey(id: number, text: string): Promise<number> {
    await this.ctx.storage.put(`key ${id}`, text)
    return id
  }

  async setAlarm(later: number): Promise<number> {
    await this.ctx.storage.setAlarm(Date.now() + 3_600_000 + later)
    return later
  }
}
