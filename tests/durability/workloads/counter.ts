import { expect } from 'vitest'
import { connect } from '../client.ts'
import { Tally } from './tally.ts'
import type { Workload } from './workload.ts'

export function createCounterLoad(className: string, name: string): Workload {
  const tally = new Tally()
  let seen = new Set<number>()
  return {
    async act(url) {
      const value = await tally.count(() => connect(url, className, name).call<number>('increment'))
      expect(seen, 'two calls returned the same number').not.toContain(value)
      seen.add(value)
    },
    async check(url) {
      const value = await connect(url, className, name).call<number>('read')
      expect(value).toBeGreaterThanOrEqual(Math.max(0, ...seen))
      tally.check(value)
      seen = new Set()
    },
  }
}
