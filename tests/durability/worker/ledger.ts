import { defineDurableObject } from '@cloudwerk/durable-object'

interface State {
  count: number
  sum: number
}

/** Writes SQL rows, keys and the state in one commit. */
export const ledger = defineDurableObject({
  sqlite: true,

  init(ctx): State {
    ctx.sql.run('CREATE TABLE entries (id TEXT PRIMARY KEY, amount INTEGER NOT NULL)')
    return { count: 0, sum: 0 }
  },

  methods: {
    async book(id: string, amount: number) {
      await new Promise((resolve) => setTimeout(resolve, amount % 3))
      this.ctx.sql.run('INSERT INTO entries (id, amount) VALUES (?, ?)', id, amount)
      // Awaiting storage does not end the turn.
      const booked = (await this.ctx.storage.get<number>('booked')) ?? 0
      await this.ctx.storage.put('booked', booked + 1)
      this.state.count += 1
      this.state.sum += amount
      this.ctx.storage.put('sum', this.state.sum)
      return this.state.count
    },
    async read() {
      const rows = this.ctx.sql.exec<{ id: string; amount: number }>('SELECT * FROM entries')
      const booked = (await this.ctx.storage.get<number>('booked')) ?? 0
      const storedSum = (await this.ctx.storage.get<number>('sum')) ?? 0
      return { ...this.state, booked, storedSum, rows: rows.toArray() }
    },
  },
})
