import { describe, expect, test } from 'vitest'
import { type QueuedTurn, TurnQueue } from './turn-queue.ts'

/** One object whose disk the test controls. */
class TestObject {
  /** What has run, in order. */
  readonly ran: string[] = []
  /** How often the queue has waited for the disk. */
  waits = 0
  #disk: PromiseWithResolvers<void> | undefined
  readonly #queue: TurnQueue<QueuedTurn>

  constructor({ groupCommit = true } = {}) {
    this.#queue = new TurnQueue<QueuedTurn>({
      groupCommit,
      callTimeout: 60_000,
      holdLimit: 60_000,
      timers: undefined,
      reportsSlow: false,
      canShare: () => true,
      stored: () => {
        this.waits += 1
        return this.#disk?.promise ?? Promise.resolve()
      },
      identify: () => ({ objectName: 'Test', objectId: '1', description: 'Test 1' }),
      revoke: () => undefined,
      yieldFor: () => undefined,
      breatheFor: () => Promise.resolve(),
    })
  }

  /** Makes writes wait until `write` or `fail` is called. */
  holdDisk(): { write(): void; fail(): void } {
    const disk = Promise.withResolvers<void>()
    this.#disk = disk
    return {
      write: () => this.#freeDisk(disk.resolve),
      fail: () => this.#freeDisk(() => disk.reject(new Error('The disk is full.'))),
    }
  }

  #freeDisk(settle: () => void): void {
    this.#disk = undefined
    settle()
  }

  /** A call that writes, and ends in the turn of the event loop in which it gets the object. */
  async call(name = 'call', { reads = false } = {}): Promise<void> {
    const turn = createTurn(name, reads)
    const waiting = this.#queue.enter(turn, false)
    if (waiting) await waiting
    this.ran.push(name)
    turn.write()
    this.#queue.leave(turn)
  }

  /** Calls one after another, until a commit is waited for. Gives how many of them. */
  async callUntilHeld(): Promise<number> {
    const { waits } = this
    for (let calls = 1; ; calls += 1) {
      await this.call()
      if (this.waits > waits) return calls
      if (calls > 1_000) throw new Error('No commit is waited for.')
    }
  }
}

function createTurn(handler: string, reads: boolean) {
  const fixed = { wakes: false, transaction: undefined, branches: undefined, depth: 0 }
  const turn = { ticket: 0, since: 0, revoked: false, committed: false }
  return Object.assign(turn, fixed, {
    handler,
    reads,
    arrive: (ticket: number) => Object.assign(turn, { ticket }),
    begin: (since: number) => Object.assign(turn, { since, committed: false }),
    write: () => Object.assign(turn, { committed: !reads }),
  }) satisfies QueuedTurn
}

/** Settles when everything has run that waits neither for the disk nor for a timer. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

describe('calls that arrive during a commit that is waited for', () => {
  test('run together after it, in their order', async () => {
    const object = new TestObject()
    const disk = object.holdDisk()
    await object.callUntilHeld()
    object.ran.length = 0
    const calls = ['first', 'second', 'third'].map((name) => object.call(name))
    await idle()
    expect(object.ran).toEqual([])
    disk.write()
    await Promise.all(calls)
    expect(object.ran).toEqual(['first', 'second', 'third'])
  })

  test('do not wait where they change nothing', async () => {
    const object = new TestObject()
    const disk = object.holdDisk()
    await object.callUntilHeld()
    await object.call('read', { reads: true })
    expect(object.ran.at(-1)).toBe('read')
    disk.write()
  })

  test('make the next commit one that is waited for as well', async () => {
    const object = new TestObject()
    const disk = object.holdDisk()
    await object.callUntilHeld()
    const joining = object.call()
    disk.write()
    await joining
    expect(await object.callUntilHeld()).toBe(1)
  })
})

describe('a caller who is alone', () => {
  test('waits for one commit in sixteen', async () => {
    const object = new TestObject()
    for (let round = 0; round < 3; round += 1) {
      expect(await object.callUntilHeld()).toBe(16)
      await idle()
    }
  })

  test('does not wait once nobody joins the commits any more', async () => {
    const object = new TestObject()
    const disk = object.holdDisk()
    await object.callUntilHeld()
    const joining = [object.call(), object.call()]
    disk.write()
    await Promise.all(joining)
    // The commit of those two is waited for, and nobody arrives during it.
    await idle()
    expect(await object.callUntilHeld()).toBe(16)
  })
})

test('a crowd of which more than half is missing is waited for until sockets were read', async () => {
  const object = new TestObject()
  const disk = object.holdDisk()
  await object.callUntilHeld()
  const crowd = Array.from({ length: 10 }, () => object.call('crowd'))
  disk.write()
  await Promise.all(crowd)
  // Their commit is waited for now, and the first of them is back at once.
  object.ran.length = 0
  const first = object.call('first')
  // A timer fires once sockets were read. This one is set before the one that group commit sets.
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(object.ran).toEqual([])
  await Promise.all([first, object.call('last')])
  expect(object.ran).toEqual(['first', 'last'])
})

test('no commit is waited for where the definition turns group commit off', async () => {
  const object = new TestObject({ groupCommit: false })
  object.holdDisk()
  for (let calls = 0; calls < 100; calls += 1) await object.call()
  expect(object.waits).toBe(0)
  expect(object.ran).toHaveLength(100)
})

test('calls that wait for a write that fails run after it', async () => {
  const object = new TestObject()
  const disk = object.holdDisk()
  await object.callUntilHeld()
  const waiting = object.call('waiting')
  disk.fail()
  await waiting
  expect(object.ran.at(-1)).toBe('waiting')
})
