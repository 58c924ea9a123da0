import { expect } from 'vitest'
import { connect } from '../client.ts'
import { Tally } from './tally.ts'
import type { Workload } from './workload.ts'

interface Newcomer {
  inits: number
  touches: number
  rows: number
  key: number
  hasAlarm: boolean
}

/** Creates new objects in each round. Checks that `init` has run exactly once in each. */
export function createNewcomerLoad(prefix: string): Workload {
  let round = 0
  let touched = new Map<string, Tally>()
  return {
    async act(url, random) {
      const name = `${prefix}-${round}-${random.integer(1, 6)}`
      const tally = touched.get(name) ?? new Tally()
      touched.set(name, tally)
      await tally.count(() => connect(url, 'Newcomer', name).call('touch'))
    },
    async check(url) {
      for (const [name, tally] of touched) {
        const { touches, ...inits } = await connect(url, 'Newcomer', name).call<Newcomer>('read')
        expect(inits, name).toEqual({ inits: 1, rows: 1, key: 1, hasAlarm: true })
        tally.check(touches)
      }
      round += 1
      touched = new Map()
    },
  }
}
