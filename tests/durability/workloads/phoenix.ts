import { expect } from 'vitest'
import { connect } from '../client.ts'
import type { Workload } from './workload.ts'

interface Phoenix {
  inits: number
  touches: number
  rows: number
  keys: { inits: number; touches: number }
}

/** Calls `deleteAll()` between other calls. Checks that it deletes either everything or nothing. */
export function createPhoenixLoad(name: string): Workload {
  let base = 0
  let sent = 0
  let acknowledged = 0
  let wipesSent = 0
  /** The touches of this round that an acknowledged wipe must have removed. */
  let wiped: number | undefined

  const touch = async (url: string): Promise<void> => {
    sent += 1
    await connect(url, 'Phoenix', name).call('touch')
    acknowledged += 1
  }
  const wipe = async (url: string): Promise<void> => {
    wipesSent += 1
    const before = acknowledged
    await connect(url, 'Phoenix', name).call('wipe')
    wiped = Math.max(wiped ?? 0, before)
  }
  return {
    act: (url, random) => (random.chance(0.15) ? wipe(url) : touch(url)),
    async check(url) {
      const { touches, rows, inits, keys } = await connect(url, 'Phoenix', name).call<Phoenix>(
        'read',
      )
      expect({ inits, rows, keys }).toEqual({
        inits: 1,
        rows: touches,
        keys: { inits: 1, touches },
      })
      const most = wiped === undefined ? base + sent : sent - wiped
      expect(touches).toBeLessThanOrEqual(most)
      if (wipesSent === 0) expect(touches).toBeGreaterThanOrEqual(base + acknowledged)
      base = touches
      sent = acknowledged = wipesSent = 0
      wiped = undefined
    },
  }
}
