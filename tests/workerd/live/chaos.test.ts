import { evictDurableObject } from 'cloudflare:test'
import { connect, type LiveObject } from '@cloudwerk/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { caught, objectOf } from '../calls.ts'
import { openDoors, opened } from './door-socket.ts'
import type { Chaos } from './objects/chaos.ts'

type Room = {
  state: Chaos
  calls: { act(token: string, at: number, how: string): Promise<string> }
}

const pages = 12
const rounds = 120

let closeDoors: () => void
beforeEach(() => {
  closeDoors = openDoors()
})
afterEach(() => closeDoors())

/** What is wrong with a state, which is right whenever a handler has ended. */
function faultOf({ items, sum, byId, note, twice }: Chaos): string | undefined {
  if (note !== 'kept' || items.some(({ id }) => id === 'undone')) return 'it was undone'
  if (twice > 0) return 'a call has run twice'
  if (sum !== items.reduce((total, { value }) => total + value, 0)) return 'the sum is another'
  if (items.length !== byId.size) return 'the Map has other items'
  const wrong = items.find(({ id, value }) => byId.get(id)?.value !== value)
  return wrong && `${wrong.id} is another`
}

/** A page that looks at all that it is shown. */
class Watcher {
  readonly room: LiveObject<Room>
  readonly faults: string[] = []
  seen = 0
  #count = 0

  constructor(address: string) {
    this.room = connect<Room>(address)
    this.room.subscribe(() => this.#look())
  }

  #look(): void {
    const state = this.room.getSnapshot()
    if (!state) return
    this.seen++
    const fault = faultOf(state)
    if (fault) this.faults.push(fault)
    if (state.count < this.#count) this.faults.push(`back from ${this.#count} to ${state.count}`)
    this.#count = state.count
  }

  async act(at: number, how: string, outcomes: Map<string, number>): Promise<void> {
    const token = crypto.randomUUID().slice(0, 13)
    const outcome = await this.room.calls.act(token, at, how).then(
      () => {
        const isShown = this.room.getSnapshot()?.tokens.includes(token)
        return isShown ? 'done' : 'done and not shown'
      },
      (error) => error.code as string,
    )
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }
}

test.each(['LiveChaos', 'LiveChaosSql'])(
  'pages of %s see no undone change and have the same in the end, whatever happens meanwhile',
  async (className) => {
    // Pages come back at once, or nearly.
    const random = generator(1)
    vi.spyOn(Math, 'random').mockImplementation(() => random() / 100)
    const of = [className, 'chaos'] as const
    const watchers = Array.from(
      { length: pages },
      () => new Watcher(`ws://objects/${of.join('/')}`),
    )
    const pick = <Value>(values: readonly Value[]): Value =>
      values[Math.floor(random() * values.length)] as Value
    const outcomes = new Map<string, number>()
    const running: Promise<void>[] = []
    const ways = ['plain', 'plain', 'plain', 'slow', 'savepoint', 'outside', 'fail']
    for (let round = 0; round < rounds; round++) {
      for (let call = random() * 5; call > 0; call--) {
        running.push(pick(watchers).act(Math.floor(random() * 1000), pick(ways), outcomes))
      }
      if (random() < 0.5) await new Promise((resolve) => setTimeout(resolve, random() * 4))
      const event = random()
      if (event < 0.25) pick(opened)?.drop()
      else if (event < 0.32) await die(of)
      else if (event < 0.38) {
        // An object falls asleep only when nothing runs.
        await Promise.all(running.splice(0))
        await evict(of)
      }
    }
    await Promise.all(running)
    const state = await objectOf(...of).all()
    expect(faultOf(state)).toBeUndefined()
    const shown = { ...state, tokens: state.tokens.slice(-300) }
    for (const { room, faults, seen } of watchers) {
      await expect.poll(() => room.getSnapshot(), { timeout: 60_000 }).toEqual(shown)
      expect(faults).toEqual([])
      expect(seen).toBeGreaterThan(10)
      room.close()
    }
    expect(outcomes.get('done')).toBeGreaterThan(rounds / 2)
    expect(outcomes.get('done and not shown') ?? 0).toBe(0)
  },
  120_000,
)

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Puts an object to sleep, unless it has just ended. */
async function evict(of: readonly [string, string]): Promise<void> {
  try {
    await evictDurableObject(objectOf(...of), { webSockets: 'hibernate' })
  } catch (error) {
    if (!/not currently running/.test(String(error))) throw error
  }
}

/** Ends an object in the middle of a handler. Not each of its sockets is told (workerd 1.20261006). */
async function die(of: readonly [string, string]): Promise<void> {
  await caught(objectOf(...of).die())
  for (const socket of opened.splice(0)) socket.drop()
}
