import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

type Any = Record<string, any>

const SPAN = 2 ** 32
const FULL = 2 ** 21
const TAIL = 2 ** 31
const text = (label: string | number): string => `${label} `.padEnd(200, 'x')

/** What the first version wrote when it had run out of numbers: parts at and past 2 ** 53. */
function pastTheEnd(): MemoryRows {
  const rows = new MemoryRows()
  const large = (number: number): string => `{"$":["L","",${number},200]}`
  rows.rows.set(
    1,
    `[1,{"before":${large(FULL - 1)},"at":${large(FULL)},"past":${large(FULL + 1)},` +
      `"gone":${large(FULL + 2)},"same":${large(FULL + 1)},"list":{"$":["c","a",${FULL + 3}]},` +
      `"lost":{"$":["c","a",${FULL + 4}]}}]`,
  )
  rows.rows.set((FULL - 1) * SPAN, JSON.stringify(text('before')))
  rows.rows.set(FULL * SPAN, JSON.stringify(text('at')))
  rows.rows.set((FULL + 1) * SPAN, JSON.stringify(text('past')))
  rows.rows.set((FULL + 3) * SPAN + TAIL, `[[0,0],${JSON.stringify('x"'.repeat(50))}]`)
  return rows
}

function open(rows: MemoryRows): { live: LiveState; state: Any } {
  const live = LiveState.load(rows, { pageSize: 60 }) as LiveState
  return { live, state: live.view(newScope()) as Any }
}

it('reads parts past the safe integers, and says which are lost', () => {
  const { state } = open(pastTheEnd())
  expect([state.before, state.at, state.past]).toEqual(['before', 'at', 'past'].map(text))
  expect([...state.list]).toEqual(['x"'.repeat(50)])
  expect(() => state.gone).toThrow('cannot be read')
  expect(() => state.lost.length).toThrow('cannot be read')
})

it('replaces each of them, including the lost ones, without harm to others with the same number', () => {
  for (const key of ['before', 'at', 'past', 'gone', 'same', 'list', 'lost']) {
    for (const value of [text('new'), [text('new')], undefined, 1]) {
      const rows = pastTheEnd()
      const { live, state } = open(rows)
      if (value === undefined) delete state[key]
      else state[key] = value
      live.commit()
      const next = open(rows).state
      expect(next[key]).toEqual(value)
      for (const other of ['before', 'at', 'past']) {
        if (other !== key) expect(next[other]).toBe(text(other))
      }
      if (key !== 'list') expect(next.list.length).toBe(1)
      if (key !== 'same') expect(next.same).toBe(text('past'))
      const numbers = [...rows.rows.keys()].map((id) => Math.floor(id / SPAN))
      expect(numbers.filter((number) => number > FULL + 3)).toEqual([])
    }
  }
})

it('lets a list past the safe integers grow over many pages', () => {
  const rows = pastTheEnd()
  const wish = ['x"'.repeat(50)]
  for (let round = 0; round < 40; round++) {
    const { live, state } = open(rows)
    state.list.push(`item ${round}`)
    state.list.splice(1, 0, `first ${round}`, `second ${round}`)
    wish.push(`item ${round}`)
    wish.splice(1, 0, `first ${round}`, `second ${round}`)
    live.commit()
  }
  const { live, state } = open(rows)
  expect([...state.list]).toEqual(wish)
  state.list = []
  live.commit()
  expect([...open(rows).state.list]).toEqual([])
})
