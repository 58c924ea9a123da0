import { reservedPrefix } from '../../rows/state-rows.ts'
import type { StoredJob } from './stored-job.ts'

const table = `${reservedPrefix}jobs`
const sql = {
  exists: `SELECT 1 FROM sqlite_master WHERE name = '${table}'`,
  // One key alone, so that a job is one row written.
  create: `CREATE TABLE IF NOT EXISTS ${table}
    (id INTEGER PRIMARY KEY, due INTEGER NOT NULL, job TEXT NOT NULL, payload TEXT NOT NULL, steps TEXT)`,
  load: `SELECT id, due, job FROM ${table}`,
  content: `SELECT payload, steps FROM ${table} WHERE id = ?`,
  insert: `INSERT INTO ${table} (id, due, job, payload) VALUES (?, ?, ?, ?)`,
  update: `UPDATE ${table} SET due = ?, job = ? WHERE id = ?`,
  keep: `UPDATE ${table} SET steps = ? WHERE id = ?`,
  remove: `DELETE FROM ${table} WHERE id = ?`,
}

type JobRow = { id: number; due: number; job: string }

/** What is stored of a job beside its place among the others. */
export interface JobContent {
  /** As `encodeData` gives it. */
  payload: string
  /** The results of its steps, each as `encodeData` gives it. */
  steps: Record<string, string>
}

/** The table of an object's jobs, which the first one makes. */
export class JobRows {
  readonly #sql: () => SqlStorage
  #exists: boolean | undefined

  constructor(storage: DurableObjectStorage) {
    this.#sql = () => storage.sql
  }

  reset(): void {
    this.#exists = undefined
  }

  load(): StoredJob[] {
    if (!this.#hasTable()) return []
    return this.#query<JobRow>(sql.load).map(({ id, due, job }) => {
      const stored = JSON.parse(job) as StoredJob
      return { ...stored, row: id, due }
    })
  }

  insert({ row, due, ...job }: StoredJob, payload: string): void {
    if (!this.#exists) this.#query(sql.create)
    this.#exists = true
    this.#query(sql.insert, row, due, JSON.stringify(job), payload)
  }

  update({ row, due, ...job }: StoredJob): void {
    this.#query(sql.update, due, JSON.stringify(job), row)
  }

  remove(row: number): void {
    this.#query(sql.remove, row)
  }

  find(row: number): JobContent | undefined {
    if (!this.#hasTable()) return undefined
    const [found] = this.#query<{ payload: string; steps: string | null }>(sql.content, row)
    const { payload, steps } = found ?? {}
    if (payload === undefined) return undefined
    return { payload, steps: steps ? (JSON.parse(steps) as Record<string, string>) : {} }
  }

  keepSteps(row: number, steps: Record<string, string>): void {
    this.#query(sql.keep, JSON.stringify(steps), row)
  }

  #hasTable(): boolean {
    this.#exists ??= this.#query(sql.exists).length > 0
    return this.#exists
  }

  #query<T extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: SqlStorageValue[]
  ): T[] {
    return this.#sql()
      .exec<T>(query, ...bindings)
      .toArray()
  }
}
