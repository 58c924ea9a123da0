import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'

const day = 24 * 60 * 60 * 1000

const Session = z.object({
  userId: z.string().max(100),
  /** In milliseconds; after that time nobody is signed in. */
  expiresAt: z.number().int().nonnegative(),
  data: z.record(z.string(), z.json()),
})

/** Who is signed in, and what the app remembers about this visit. It removes itself when it expires. */
export default defineDurableObject({
  schema: Session,
  init: () => ({ userId: '', expiresAt: 0, data: {} }),

  methods: {
    async signIn(userId: string, lifetime = day) {
      this.state = { userId, expiresAt: Date.now() + lifetime, data: {} }
      this.jobs.expire({ key: 'expire', at: this.state.expiresAt })
      return this.state
    },

    /** The session, or null if nobody is signed in. */
    async read() {
      return this.isActive() ? this.state : null
    },

    async remember(key: string, value: z.infer<ReturnType<typeof z.json>>) {
      if (!this.isActive()) throw new Error('Nobody is signed in')
      this.state.data[key] = value
      return this.state.data
    },

    async signOut() {
      this.ctx.destroy()
    },
  },

  jobs: {
    expire() {
      this.ctx.destroy()
    },
  },

  helpers: {
    isActive(): boolean {
      return Date.now() < this.state.expiresAt
    },
  },
})
