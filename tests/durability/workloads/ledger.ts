import { expect } from 'vitest'
import { connect } from '../client.ts'
import { Tally } from './tally.ts'
import { createId, type Workload } from './workload.ts'

interface Ledger {
  count: number
  sum: number
  booked: number
  storedSum: number
  rows: { id: string; amount: number }[]
}

/** Checks that SQL rows, keys and the state always agree. */
export function createLedgerLoad(name: string): Workload {
  const tally = new Tally()
  const acknowledged: string[] = []
  return {
    async act(url, random) {
      const id = createId('booking')
      const amount = random.integer(1, 100)
      await tally.count(() => connect(url, 'Ledger', name).call('book', id, amount))
      acknowledged.push(id)
    },
    async check(url) {
      const ledger = await connect(url, 'Ledger', name).call<Ledger>('read')
      const { count, sum, booked, storedSum, rows } = ledger
      const rowSum = rows.reduce((total, { amount }) => total + amount, 0)
      expect({ count, booked, sum, storedSum }).toEqual({
        count: rows.length,
        booked: rows.length,
        sum: rowSum,
        storedSum: rowSum,
      })
      tally.check(count)
      expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged))
    },
  }
}
