import { defineDurableObject } from '@cloudwerk/durable-object'

interface State {
  inits: number
  touches: number
}

/** Can delete all its data, and then starts fresh. State, keys and table must agree. */
export const phoenix = defineDurableObject({
  sqlite: true,

  async init(ctx): Promise<State> {
    const inits = ((await ctx.storage.get<number>('inits')) ?? 0) + 1
    await ctx.storage.put({ inits, touches: 0 })
    ctx.sql.run('CREATE TABLE touches (at INTEGER NOT NULL)')
    return { inits, touches: 0 }
  },

  methods: {
    async touch() {
      this.state.touches += 1
      this.ctx.storage.put('touches', this.state.touches)
      this.ctx.sql.run('INSERT INTO touches (at) VALUES (?)', Date.now())
      return this.state.touches
    },
    async wipe() {
      await this.ctx.storage.deleteAll()
    },
    async read() {
      const [row] = this.ctx.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM touches').toArray()
      const keys = await this.ctx.storage.get<number>(['inits', 'touches'])
      return { ...this.state, rows: row?.n, keys: Object.fromEntries(keys) }
    },
  },
})
