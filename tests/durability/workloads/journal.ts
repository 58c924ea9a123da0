import { expect } from 'vitest'
import { connect } from '../client.ts'
import { expectFailure } from './expect-failure.ts'
import { Tally } from './tally.ts'
import { createId, type Workload } from './workload.ts'

interface Entry {
  id: string
  place: number
}

interface Journal {
  total: number
  last: Entry | null
  kept: Entry[]
  placeOf: [id: string, place: number][]
}

export function createJournalLoad(className: string, name: string): Workload {
  const tally = new Tally()
  const acknowledged = new Map<number, string>()
  return {
    async act(url, random) {
      const journal = connect(url, className, name)
      if (random.chance(0.15)) {
        return expectFailure(journal.call('appendAndFail', createId('failed')))
      }
      const id = createId('entry')
      const place = await tally.count(() => journal.call<number>('append', id))
      acknowledged.set(place, id)
    },
    async check(url) {
      const { total, last, kept, placeOf } = await connect(url, className, name).call<Journal>(
        'read',
      )
      tally.check(total)
      const first = total - kept.length + 1
      expect(kept.map(({ place }) => place)).toEqual(kept.map((_, at) => first + at))
      expect(placeOf).toEqual(kept.map(({ id, place }) => [id, place]))
      expect(last).toEqual(kept.at(-1) ?? null)
      expect(kept.filter(({ id }) => id.startsWith('failed'))).toEqual([])
      for (const [place, id] of acknowledged) {
        if (place < first) acknowledged.delete(place)
        else expect(kept[place - first]).toEqual({ id, place })
      }
    },
  }
}
