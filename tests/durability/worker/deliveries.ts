import { defineDurableObject, type Job } from '@cloudwerk/durable-object'
import type { Backend } from './backend.ts'

interface Parcel {
  token: string
  url: string
}

interface State {
  enqueued: number
  /** Of jobs that call a server. */
  delivered: number
  /** Of those, the ones that died, which cost three kills. */
  failed: number
  /** Of jobs that only change the state. */
  noted: number
}

/** Counts in the state what its jobs have done. */
export function defineDeliveries(backend: Backend) {
  return defineDurableObject({
    ...backend,
    init: (): State => ({ enqueued: 0, delivered: 0, failed: 0, noted: 0 }),
    jobs: {
      deliver: {
        // The server is killed far more often than it fails.
        attempts: 2,
        backoff: ['10ms', '100ms'],
        timeout: '2s',
        concurrency: 4,
        async run({ token, url }: Parcel, job: Job) {
          await job.once('send', () =>
            this.outside(async () => {
              await fetch(url, { method: 'POST', body: `${job.key('send')} ${token}` })
            }),
          )
          this.state.delivered += 1
          this.jobs.note(token)
        },
        async failed({ token, url }: Parcel) {
          await this.outside(() => fetch(url, { method: 'POST', body: `failed ${token}` }))
          this.state.failed += 1
          this.jobs.note(token)
        },
      },
      /** Says that it began, and never comes to its end. */
      poison: {
        attempts: 2,
        async run({ token, url }: Parcel) {
          await fetch(url, { method: 'POST', body: `poison ${token}` })
          await new Promise(() => undefined)
        },
        async failed({ token, url }: Parcel) {
          await this.outside(() => fetch(url, { method: 'POST', body: `failed ${token}` }))
        },
      },
      async note(_token: string) {
        this.state.noted += 1
      },
    },
    methods: {
      async deliver(tokens: string[], url: string) {
        for (const token of tokens) this.jobs.deliver({ token, url })
        this.state.enqueued += tokens.length
        return this.state.enqueued
      },
      async deliverAt(at: number, token: string, url: string) {
        this.jobs.deliver({ token, url }, { at })
        this.state.enqueued += 1
      },
      async poison(token: string, url: string) {
        this.jobs.poison({ token, url })
      },
      async read() {
        return { ...this.state, jobs: this.ctx.jobs.list() }
      },
      /** Tries those again that died. */
      async repeat() {
        for (const { id, status, name } of this.ctx.jobs.list()) {
          if (status !== 'dead') continue
          this.ctx.jobs.retry(id)
          if (name === 'deliver') this.state.failed -= 1
          if (name === 'deliver') this.state.noted -= 1
        }
      },
    },
  })
}
