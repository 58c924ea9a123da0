import { expect } from 'vitest'
import type { AnnouncementServer } from '../announcements.ts'
import { connect } from '../client.ts'
import { Tally } from './tally.ts'
import { createId, type Workload } from './workload.ts'

interface Staged {
  begun: string[]
  begunCount: number
  finished: string[]
  finishedCount: number
}

/** Checks that changes before `outside` are stored before the outside server gets its request. */
export function createStagedLoad(name: string, announcements: AnnouncementServer): Workload {
  const tally = new Tally()
  const acknowledged: string[] = []
  return {
    async act(url) {
      const id = createId(name)
      const call = () => connect(url, 'Staged', name).call('perform', id, announcements.url)
      await tally.count(call)
      acknowledged.push(id)
    },
    async check(url) {
      const { begun, begunCount, finished, finishedCount } = await connect(
        url,
        'Staged',
        name,
      ).call<Staged>('read')
      expect({ begunCount, finishedCount }).toEqual({
        begunCount: begun.length,
        finishedCount: finished.length,
      })
      const announced = announcements.bodies.filter((id) => id.startsWith(`${name}-`))
      expect(begun).toEqual(expect.arrayContaining(announced))
      expect(announced).toEqual(expect.arrayContaining(finished))
      expect(finished).toEqual(expect.arrayContaining(acknowledged))
      tally.check(finishedCount)
    },
  }
}
