import { type Duration, defineDurableObject } from '@cloudwerk/durable-object'

export interface Mail {
  to?: string
  kind?: string
  at?: Date
}

/** What was sent by all desks, and what makes sending fail. */
export const post = {
  sent: [] as { mail: Mail; key: string; at: string }[],
  fails: undefined as (() => boolean) | undefined,
}

/** What tickets do. */
export const tickets = { stay: false }

async function send(mail: Mail, { key }: { key: string }): Promise<number> {
  if (post.fails?.()) throw new Error('the post is closed')
  return post.sent.push({ mail, key, at: new Date().toISOString() })
}

/** The object of the guide to jobs, schedules and expiry, and more methods. */
function defineDesk(sqlite: true | undefined) {
  return defineDurableObject({
    sqlite,
    init: () => ({
      orders: [] as string[],
      sent: 0,
      swept: 0,
      reminded: [] as string[],
      failed: [] as string[],
    }),

    schedules: {
      digest: {
        cron: '0 9 * * MON-FRI',
        timeZone: 'Europe/Berlin',
        async run({ at }) {
          this.jobs.mail({ kind: 'digest', at })
        },
      },
      sweep: {
        every: '30m',
        async run() {
          this.state.swept += 1
        },
      },
    },

    jobs: {
      async remind(item: string) {
        this.state.reminded.push(item)
      },
      mail: {
        attempts: 8,
        backoff: ['5s', '10m'],
        timeout: '30s',
        concurrency: 4,
        async run(mail: Mail, job) {
          await job.once('send', () => this.outside(() => send(mail, { key: job.key('send') })))
          this.state.sent += 1
        },
        async failed(mail: Mail, error) {
          this.state.failed.push(`${mail.to ?? mail.kind}: ${error.message}`)
        },
      },
    },

    expires: {
      idle: '30d',
      before() {
        return false
      },
    },

    methods: {
      async order(item: string) {
        this.state.orders.push(item)
        this.jobs.mail({ to: item }, { key: `order-${item}`, delay: '10s' })
      },
      async remindOf(item: string) {
        this.jobs.remind(item, { delay: '2h' })
      },
      async setZone(timeZone: string) {
        this.ctx.schedules.set('digest', { timeZone })
      },
      async later() {
        return this.ctx.jobs.list()
      },
      async retryAll() {
        for (const { id, status } of this.ctx.jobs.list()) {
          if (status === 'dead') this.ctx.jobs.retry(id)
        }
      },
      async cancel(key: string) {
        return this.ctx.jobs.cancel(key)
      },
      async end() {
        this.ctx.destroy()
      },
    },
  })
}

export const desk = defineDesk(undefined)
export const deskWithSql = defineDesk(true)

/** Expires, and has nothing else that rings. */
function defineTicket(sqlite: true | undefined) {
  return defineDurableObject({
    sqlite,
    init: () => ({ uses: 0 }),
    jobs: {
      async use() {
        this.state.uses += 1
      },
    },
    expires: {
      idle: '30d',
      before() {
        return !tickets.stay
      },
    },
    methods: {
      async use() {
        this.state.uses += 1
      },
      async look() {
        return this.state.uses
      },
      async later(delay: Duration) {
        this.jobs.use(undefined, { delay })
      },
    },
  })
}

export const ticket = defineTicket(undefined)
export const ticketWithSql = defineTicket(true)
