import { defineDurableObject } from '@cloudwerk/durable-object'

interface State {
  inits: number
  touches: number
}

/** Counts the runs of `init` in the state, a key and a table. */
export const newcomer = defineDurableObject({
  sqlite: true,

  async init(ctx): Promise<State> {
    ctx.sql.run('CREATE TABLE IF NOT EXISTS inits (at INTEGER NOT NULL)')
    const inits = ((await ctx.storage.get<number>('inits')) ?? 0) + 1
    await ctx.storage.put('inits', inits)
    await new Promise((resolve) => setTimeout(resolve, 2))
    ctx.sql.run('INSERT INTO inits (at) VALUES (?)', Date.now())
    await ctx.storage.setAlarm(Date.now() + 3_600_000)
    return { inits, touches: 0 }
  },

  methods: {
    async touch() {
      this.state.touches += 1
      return this.state.touches
    },
    async read() {
      const [row] = this.ctx.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM inits').toArray()
      const key = await this.ctx.storage.get<number>('inits')
      const hasAlarm = (await this.ctx.storage.getAlarm()) !== null
      return { ...this.state, rows: row?.n, key, hasAlarm }
    },
  },

  alarm() {},
})
