import { evictDurableObject } from 'cloudflare:test'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import type { Shake } from './objects/shaken.ts'
import { open, type Page } from './page.ts'

/** `RUNS=200 SEED=7` runs more and other programs. A failure shows its program. */
const numRuns = Number(process.env.RUNS) || 4
const seed = Number(process.env.SEED) || 1
let count = 0
/** How often a page was told what another instance than the one that it knew had kept. */
let told = 0

type Step =
  | { kind: 'join'; admin: boolean }
  | { kind: 'drop' | 'back'; at: number }
  | { kind: 'shake'; shakes: Shake[] }
  | { kind: 'fail' | 'sleep' | 'crash' | 'forget' | 'look' }

const shake: fc.Arbitrary<Shake> = fc.record({
  changes: fc.array(fc.tuple(fc.nat(11), fc.nat(20)), { minLength: 1, maxLength: 4 }),
  fails: fc.nat(3).map((number) => number === 0),
  waits: fc.boolean(),
})

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join' as const), admin: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('drop' as const, 'back' as const),
      at: fc.nat(9),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('shake' as const),
      shakes: fc.array(shake, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('fail', 'sleep', 'sleep', 'crash', 'forget', 'look', 'look'),
    }) as fc.Arbitrary<Step>,
  },
)

/** A page that connects again, and what it remembers meanwhile. */
class Follower {
  readonly admin: boolean
  page: Page | undefined
  last: Page | undefined

  constructor(admin: boolean) {
    this.admin = admin
  }

  get viewer(): object {
    return { user: 'any', admin: this.admin }
  }
}

class World {
  readonly place: [string, string]
  readonly followers: Follower[] = []
  /** The page that makes the calls: an object of which a call over RPC has failed cannot be evicted (vitest-plugin 1.4.0). */
  #caller: Page | undefined
  #calls = 0

  constructor(place: [string, string]) {
    this.place = place
  }

  get stub() {
    return objectOf(...this.place)
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'join':
        this.followers.push(new Follower(step.admin))
        return this.connect(this.followers.at(-1) as Follower)
      case 'drop':
        return this.drop(this.#at(step.at))
      case 'back':
        return this.connect(this.#at(step.at))
      case 'shake':
        return this.#shake(step.shakes)
      case 'fail':
        await this.stub.__cloudwerk_fail_commit('on purpose')
        // It must not meet a call over RPC.
        return this.#shake([{ changes: [[0, 0]], fails: false, waits: false }])
      case 'sleep':
        await this.look()
        // Only one that runs can be evicted.
        await this.stub.exists()
        return evictDurableObject(this.stub, { webSockets: 'hibernate' })
      case 'crash':
        for (const follower of this.followers) this.drop(follower)
        this.#caller = undefined
        return restartObjects()
      case 'forget':
        return this.stub.forget()
      case 'look':
        return this.look()
    }
  }

  #at(at: number): Follower | undefined {
    return this.followers[at % Math.max(1, this.followers.length)]
  }

  async #shake(shakes: Shake[]): Promise<void> {
    this.#caller ??= await open(this.place, { viewer: { user: 'caller' } })
    const caller = this.#caller
    caller.acknowledges = true
    if (!caller.isShown) caller.hello()
    await expect.poll(() => caller.isShown).toBe(true)
    for (const shake of shakes) {
      caller.send('call', ++this.#calls, shake.waits ? 'shake' : 'shakeAtOnce', [shake])
    }
    for (const at of shakes.keys()) await caller.answer(this.#calls - at)
  }

  drop(follower: Follower | undefined): void {
    if (!follower?.page) return
    follower.page.socket.close(1000)
    follower.last = follower.page
    follower.page = undefined
  }

  async connect(follower: Follower | undefined): Promise<void> {
    if (!follower || follower.page) return
    const page = await open(this.place, { viewer: follower.viewer })
    const { last } = follower
    page.acknowledges = true
    if (last) page.client = last.client
    if (last?.label) {
      page.goOnFrom(last)
      page.hello({ label: last.label, hash: last.hash })
    } else page.hello()
    follower.page = page
  }

  /** Every page shows what there is. */
  async look(): Promise<void> {
    for (const { page, viewer } of this.followers) {
      if (!page) continue
      const { view } = await this.stub.liveSnapshot(viewer)
      await expect.poll(() => page.isShown).toBe(true)
      await expect.poll(() => page.state).toEqual(view)
      expect(Object.keys(page.state as object)).toEqual(Object.keys(view))
      expect(page.misfits).toBe(0)
      if (page.of('frame').some(([from]) => from === -1)) told += 1
      expect(JSON.stringify(page.messages)).not.toMatch(/undone|secret/)
    }
  }
}

test.for(['ShakenWithSql', 'ShakenWithoutSql', 'ShakenAndKeptWithSql', 'ShakenAndKept'])(
  '%s: pages that come and go show what is stored, whatever happens to the object',
  async (className) => {
    const check = fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 60 }),
      async (steps) => {
        count += 1
        const world = new World([className, `random ${count}`])
        for (let joined = 0; joined < 4; joined++)
          await world.take({ kind: 'join', admin: joined === 3 })
        for (const each of steps) await world.take(each)
        for (const follower of world.followers) await world.connect(follower)
        const last = { changes: [[0, 0]], fails: true, waits: false } satisfies Shake
        await world.take({ kind: 'shake', shakes: [last] })
        await world.look()
        for (const follower of world.followers) world.drop(follower)
      },
    )
    told = 0
    await fc.assert(check, { numRuns, seed, endOnFailure: true })
    expect(told > 0).toBe(className.includes('Kept'))
  },
)
