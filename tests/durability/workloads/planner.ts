import { expect } from 'vitest'
import { connect } from '../client.ts'
import { Tally } from './tally.ts'
import type { Workload } from './workload.ts'

interface Planner {
  count: number
  time: number | null
  alarm: number | null
}

/** Checks that the alarm is always set to the time in the state. */
export function createPlannerLoad(name: string): Workload {
  const changes = new Tally()
  return {
    async act(url, random) {
      const planner = connect(url, 'Planner', name)
      const time = Date.now() + 3_600_000 + random.integer(0, 1_000_000)
      await changes.count(() =>
        random.chance(0.2)
          ? planner.call('cancel')
          : planner.call('plan', time, random.chance(0.5)),
      )
    },
    async check(url) {
      const { count, time, alarm } = await connect(url, 'Planner', name).call<Planner>('read')
      expect(alarm).toBe(time)
      changes.check(count)
    },
  }
}
