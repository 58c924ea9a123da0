import { defineDurableObject } from '@cloudwerk/durable-object'

export interface Job {
  id: string
  url: string
  body: string
  status: 'waiting' | 'done' | 'failed'
  attempts: number
  /** When it is due, or was last tried, in milliseconds. */
  runAt: number
  error: string | null
}

type Row = Job & Record<string, SqlStorageValue>

const maxAttempts = 5
/** How long a finished job can be looked up. Failed jobs stay until somebody deals with them. */
const keptFor = 24 * 60 * 60 * 1000
const columns = 'id, url, body, status, attempts, run_at AS runAt, error'

/**
 * Delivers jobs to web addresses once they are due. It tries again with growing pauses when a delivery
 * fails, and after a crash: the alarm is stored on disk together with the jobs.
 */
export default defineDurableObject({
  sqlite: true,

  init(ctx) {
    ctx.sql.run(`
      CREATE TABLE jobs (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        body TEXT NOT NULL,
        status TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        run_at INTEGER NOT NULL,
        error TEXT
      );
      CREATE INDEX jobs_by_time ON jobs (status, run_at);
    `)
    /** The pause after the first failure; it doubles with each further one. */
    return { firstPause: 1_000 }
  },

  methods: {
    async enqueue(job: { url: string; body: unknown; delay?: number }) {
      const { protocol } = new URL(job.url)
      if (protocol !== 'https:' && protocol !== 'http:')
        throw new TypeError(`Not a web address: ${job.url}`)
      const id = crypto.randomUUID()
      this.ctx.sql.run(
        `INSERT INTO jobs (id, url, body, status, attempts, run_at) VALUES (?, ?, ?, 'waiting', 0, ?)`,
        [id, job.url, JSON.stringify(job.body), Date.now() + (job.delay ?? 0)],
      )
      await this.schedule()
      return id
    },

    async getJob(id: string): Promise<Job | null> {
      const query = `SELECT ${columns} FROM jobs WHERE id = ?`
      return this.ctx.sql.exec<Row>(query, id).toArray()[0] ?? null
    },

    /** Removes a job that is waiting; false if there is none. */
    async cancel(id: string) {
      const query = `DELETE FROM jobs WHERE id = ? AND status = 'waiting'`
      const removed = this.ctx.sql.run(query, id).rowsWritten > 0
      if (removed) await this.schedule()
      return removed
    },

    async getCounts(): Promise<Record<string, number>> {
      const query = 'SELECT status, COUNT(*) AS count FROM jobs GROUP BY status'
      const rows = this.ctx.sql.exec<{ status: string; count: number }>(query).toArray()
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
    },

    async setFirstPause(milliseconds: number) {
      this.state.firstPause = milliseconds
    },
  },

  async alarm() {
    const query = `SELECT ${columns} FROM jobs WHERE status = 'waiting' AND run_at <= ? ORDER BY run_at, number LIMIT 20`
    for (const job of this.ctx.sql.exec<Row>(query, Date.now()).toArray()) {
      // Others may enqueue while this waits for the network.
      const error = await this.outside(() => deliver(job))
      this.settle(job, error)
    }
    const outdated = Date.now() - keptFor
    this.ctx.sql.run(`DELETE FROM jobs WHERE status = 'done' AND run_at < ?`, outdated)
    await this.schedule()
  },

  helpers: {
    settle(job: Job, error: string | undefined): void {
      const attempts = job.attempts + 1
      const mayRetry = error !== undefined && attempts < maxAttempts
      const status = error === undefined ? 'done' : mayRetry ? 'waiting' : 'failed'
      const pause = mayRetry ? this.state.firstPause * 2 ** (attempts - 1) : 0
      const runAt = Date.now() + pause
      this.ctx.sql.run(
        'UPDATE jobs SET status = ?, attempts = ?, run_at = ?, error = ? WHERE id = ?',
        [status, attempts, runAt, error ?? null, job.id],
      )
    },

    /** Sets the alarm for the next job that is due, if there is one. */
    async schedule(): Promise<void> {
      const query = `SELECT MIN(run_at) AS next FROM jobs WHERE status = 'waiting'`
      const { next } = this.ctx.sql.exec<{ next: number | null }>(query).one()
      if (next === null) await this.ctx.storage.deleteAlarm()
      else await this.ctx.storage.setAlarm(next)
    },
  },
})

/** Returns what went wrong. The receiver may see a job twice, and recognises it by its id. */
async function deliver({ id, url, body }: Job): Promise<string | undefined> {
  try {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': id }
    const signal = AbortSignal.timeout(10_000)
    const response = await fetch(url, { method: 'POST', headers, body, signal })
    await response.body?.cancel()
    return response.ok ? undefined : `${url} answered ${response.status}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
