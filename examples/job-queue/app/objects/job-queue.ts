import { defineDurableObject } from '@cloudwerk/durable-object'

interface Delivery {
  id: string
  url: string
  body: unknown
}

/** A delivery as callers see it. */
interface Found {
  id: string
  status: 'waiting' | 'running' | 'done' | 'failed'
  attempts: number
  error: string | null
}

/** Delivers to web addresses once they are due, one after another, and tries again after failures and crashes. */
export default defineDurableObject({
  calls: { reads: ['getJob', 'getCounts'] },

  init: () => ({ done: {} as Record<string, { attempts: number }> }),

  jobs: {
    deliver: {
      attempts: 5,
      backoff: ['1s', '10m'],
      concurrency: 1,
      async run(delivery: Delivery, { attempt }) {
        await this.outside(() => deliver(delivery))
        this.state.done[delivery.id] = { attempts: attempt }
        this.jobs.forget(delivery.id, { delay: '1d' })
      },
    },
    forget(id: string) {
      delete this.state.done[id]
    },
  },

  methods: {
    async enqueue({ url, body, delay }: { url: string; body: unknown; delay?: number }) {
      const { protocol } = new URL(url)
      if (!/^https?:$/.test(protocol)) throw new TypeError(`Not a web address: ${url}`)
      const id = crypto.randomUUID()
      this.jobs.deliver({ id, url, body }, { key: id, delay })
      return id
    },

    /** Removes a delivery that is waiting; false if there is none. */
    async cancel(id: string) {
      return this.ctx.jobs.cancel(id)
    },

    async getJob(id: string): Promise<Found | null> {
      const done = this.state.done[id]
      if (done) return { id, status: 'done', ...done, error: null }
      const job = this.ctx.jobs.list().find(({ name, key }) => name === 'deliver' && key === id)
      return job
        ? { id, status: statusOf(job), attempts: job.failures, error: job.error ?? null }
        : null
    },

    async getCounts(): Promise<Record<string, number>> {
      const counts: Record<string, number> = {}
      const count = (status: string) => {
        counts[status] = (counts[status] ?? 0) + 1
      }
      for (const _id in this.state.done) count('done')
      for (const job of this.ctx.jobs.list()) if (job.name === 'deliver') count(statusOf(job))
      return counts
    },
  },
})

/** The receiver may see a delivery twice, and recognises it by its id. */
async function deliver({ id, url, body }: Delivery): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': id }
  const signal = AbortSignal.timeout(10_000)
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
}

function statusOf({ status }: { status: string }): Found['status'] {
  if (status === 'dead') return 'failed'
  return status === 'running' ? 'running' : 'waiting'
}
