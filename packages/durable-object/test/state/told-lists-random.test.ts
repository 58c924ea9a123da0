import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLiveFeed } from '../../src/runtime/live/live-feed.ts'
import { createViewRules } from '../../src/runtime/live/view-rules.ts'
import { encodeData, LiveState } from '../../src/state/index.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { ReferenceClient } from './harness/reference-client.ts'
import { newScope } from './harness/scope.ts'

interface Player {
  points: number
  tags: number[]
}

interface State {
  all: Player[]
  /** The same, of which a page sees the last ones. */
  last: Player[]
}

type Change = (list: Player[], n: number, m: number) => Player[] | undefined

const RUNS = Number(process.env.RUNS ?? 150)

const sorted: Change = (list) => void list.sort((a, b) => a.points - b.points)

const changes: Record<string, Change> = {
  sorted,
  push: (list, n) => void list.push({ points: n, tags: [] }),
  unshift: (list, n) => void list.unshift({ points: n, tags: [] }),
  splice: (list, n, m) => void list.splice(n % list.length, m % 5, { points: m, tags: [n] }),
  edit: (list, n, m) => void Object.assign(list[n % list.length] as Player, { points: m }),
  tag: (list, n, m) => void (list[n % list.length] as Player).tags.push(m),
  editAndSort(list, n, m) {
    const player = list[n % list.length] as Player
    player.points = m
    sorted(list, n, m)
    player.tags.push(n)
    return undefined
  },
  reverse: (list, n) => void (n % 7 === 0 && list.reverse()),
  rotate: (list, n) => void list.push(...list.splice(0, n % 9)),
  swap(list, n, m) {
    const [at, other] = [n % list.length, m % list.length]
    const [a, b] = [list[at] as Player, list[other] as Player]
    list[at] = b
    list[other] = a
    return undefined
  },
  shuffleSome: (list, n, m) => void list.sort((a, b) => (a.points % m) - (b.points % m) || n),
  filter: (list, n) => list.filter((_, at) => at % 50 !== n % 50),
  map: (list, n, m) =>
    list.map((each, at) => (at === n % list.length ? { ...each, points: m } : each)),
  toSorted: (list) => list.toSorted((a, b) => a.points - b.points),
}

const step = fc.record({
  name: fc.constantFrom(...Object.keys(changes)),
  n: fc.nat(400),
  m: fc.integer({ min: 1, max: 400 }),
  ends: fc.boolean(),
})

it('pages follow long lists, whatever moves in them', () => {
  let longest = 0
  fc.assert(
    fc.property(fc.nat(250), fc.array(step, { minLength: 1, maxLength: 20 }), (count, steps) => {
      const rules = createViewRules({ all: true, last: { last: 60, pick: ['points', 'tags'] } })
      const audience = rules.audienceOf(undefined)
      const players = () =>
        Array.from({ length: count + 60 }, (_, at) => ({ points: at, tags: [at] }))
      const live = LiveState.create(new MemoryRows(), { all: players(), last: players() })
      live.commit()
      const feed = createLiveFeed(rules)
      feed.attach(live)
      feed.watch()
      const client = new ReferenceClient()
      client.show(feed.viewText(audience))
      let scope = newScope()
      for (const { name, n, m, ends } of steps) {
        const state = live.view(scope) as State
        for (const key of ['all', 'last'] as const) {
          const next = changes[name]?.(state[key], n, m)
          if (next && next.length > 0) state[key] = next
          if (state[key].length === 0) state[key].push({ points: 0, tags: [] })
        }
        if (!ends) continue
        live.commit()
        live.release(scope)
        scope = newScope()
        const operations = feed.takeFrame()?.operations(audience) ?? '[]'
        longest = Math.max(longest, operations.length)
        client.apply(operations)
        const { all, last } = live.snapshot() as State
        expect(client.view).toEqual({ all, last: last.slice(-60) })
        expect(encodeData(client.view, 'view')).toBe(feed.viewText(audience))
      }
    }),
    { numRuns: RUNS },
  )
  expect(longest).toBeGreaterThan(1000)
}, 600_000)
