import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DurableObjectBusyError } from '../../errors.ts'
import { Branches } from './branches.ts'
import { type LimitedTurn, TimeLimits, type TimeLimitsOptions, type Waiter } from './time-limits.ts'

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

type Holder = { -readonly [Key in keyof LimitedTurn]: LimitedTurn[Key] }

/** A turn that has held the object for so long. */
function createTurn(handler: string, { heldFor = 0, wakes = false } = {}): Holder {
  const since = Date.now() - heldFor
  const state = { revoked: false, branches: undefined, depth: 0, transaction: undefined }
  return { handler, since, wakes, ...state }
}

/** A queue, and what its limits have done. */
class TestQueue {
  oldest: LimitedTurn | undefined
  readonly waiting: Waiter<LimitedTurn>[] = []
  readonly done: string[] = []
  readonly limits: TimeLimits<LimitedTurn>

  constructor(options?: Partial<TimeLimitsOptions<LimitedTurn>>) {
    const all = {
      callTimeout: 1_000,
      holdLimit: 5_000,
      timers: undefined,
      reportsSlow: false,
      identify: () => ({ objectName: 'Room', objectId: '1', description: "Room 'lobby'" }),
      yieldFor: () => this.done.push('yield'),
      breatheFor: async () => void this.done.push('breathe'),
      revoke: ({ handler }: LimitedTurn, reason: Error) => {
        this.done.push(`revoke ${handler}: ${(reason as DurableObjectBusyError).code}`)
        return undefined
      },
      ...options,
    }
    this.limits = new TimeLimits(all, this)
  }

  leave({ handler }: LimitedTurn): void {
    this.done.push(`leave ${handler}`)
    this.oldest = undefined
  }

  /** A call that has waited for so long, of the milliseconds that it may. */
  wait(handler: string, { waitedFor = 0, limit = 1_000 } = {}): Promise<void> {
    const due = Date.now() - waitedFor + limit
    return new Promise((begin, fail) => {
      this.waiting.push({ turn: createTurn(handler), due, begin, fail })
      this.limits.update()
    })
  }
}

/** For events that have no caller. */
const patient = { limit: Number.POSITIVE_INFINITY }

describe('a call that waits', () => {
  test('gives up at its limit, and says who holds the object', async () => {
    const queue = new TestQueue()
    queue.oldest = createTurn('import', { heldFor: 1_000 })
    const call = queue.wait('enter', { waitedFor: 1_000 })
    await expect(call).rejects.toThrow(DurableObjectBusyError)
    await expect(call).rejects.toThrow(/'enter' did not run.*'import' was running/)
    expect(queue.waiting).toEqual([])
    expect(queue.done).toEqual([])
  })

  test('does not give up without a limit', async () => {
    const queue = new TestQueue()
    queue.oldest = createTurn('import', { heldFor: 1_000 })
    void queue.wait('webSocketMessage', patient)
    await queue.wait('enter', { waitedFor: 1_000 }).catch(() => undefined)
    expect(queue.waiting).toHaveLength(1)
  })
})

describe('a handler that holds the object for too long', () => {
  test('is ended where another call waits', async () => {
    const queue = new TestQueue()
    queue.oldest = createTurn('import', { heldFor: 5_000 })
    void queue.wait('enter', patient)
    await expect
      .poll(() => queue.done)
      .toEqual(['revoke import: DURABLE_OBJECT_BUSY', 'leave import'])
  })

  test('leaves only when all of it is undone', async () => {
    const undoing = Promise.withResolvers<void>()
    const queue = new TestQueue({ revoke: () => undoing.promise })
    queue.oldest = createTurn('import', { heldFor: 5_000 })
    void queue.wait('enter', patient)
    // A call that gives up shows that the timer has fired.
    await queue.wait('leave', { waitedFor: 1_000 }).catch(() => undefined)
    expect(queue.done).toEqual([])
    undoing.resolve()
    await expect.poll(() => queue.done).toEqual(['leave import'])
  })

  test('is not ended while init or start runs for it', async () => {
    const queue = new TestQueue()
    queue.oldest = createTurn('import', { heldFor: 60_000, wakes: true })
    await queue.wait('enter', { waitedFor: 1_000 }).catch(() => undefined)
    expect(queue.done).toEqual([])
  })

  test('is reported once in dev, where another call waits for over a second', async () => {
    const queue = new TestQueue({ reportsSlow: true })
    queue.oldest = createTurn('import', { heldFor: 1_000 })
    void queue.wait('enter', patient)
    await queue.wait('leave', { waitedFor: 1_000 }).catch(() => undefined)
    await queue.wait('look', { waitedFor: 1_000 }).catch(() => undefined)
    expect(console.warn).toHaveBeenCalledOnce()
  })
})

describe('a handler with a branch outside', () => {
  test('lets others in that wait for a while', async () => {
    const queue = new TestQueue()
    const branches = Object.assign(new Branches(), { away: 1 })
    queue.oldest = { ...createTurn('import', { heldFor: 250 }), branches }
    void queue.wait('enter', patient)
    await expect.poll(() => queue.done[0]).toBe('yield')
  })

  test('does not do so within a savepoint', async () => {
    const queue = new TestQueue()
    const branches = Object.assign(new Branches(), { away: 1 })
    queue.oldest = { ...createTurn('import', { heldFor: 2_000 }), branches, depth: 1 }
    await queue.wait('enter', { waitedFor: 1_000 }).catch(() => undefined)
    expect(queue.done).toEqual([])
  })
})
