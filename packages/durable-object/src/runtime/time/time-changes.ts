import { type BufferedChanges, writesOf } from '../storage/write-buffer.ts'
import type { Turn } from '../turns/turn.ts'

/** What is told when a commit changes something that waits for its time. */
export interface ChangedTime {
  /** Before the first change of a commit. */
  share(): void
  /** After the last one. `isEnd` in a commit that ends a piece of work. */
  settle(isEnd: boolean): void
}

/** What one source keeps for a turn, beside the steps that it adds. */
export interface TurnView {
  /** How many changes it has. */
  readonly size: number
  /** Changes rows and memory. */
  flush(): void
}

/**
 * What a turn does to jobs, schedules and expiry, until its commit stores or its undo drops it. A commit that
 * fails may be followed by another one with the same changes.
 */
export class TimeChanges implements BufferedChanges {
  readonly #time: ChangedTime
  readonly #steps: (() => void)[] = []
  readonly #views = new Map<object, TurnView>()
  #isEnd = false

  constructor(time: ChangedTime) {
    this.#time = time
  }

  get isEmpty(): boolean {
    return this.#steps.length === 0 && ![...this.#views.values()].some(({ size }) => size > 0)
  }

  get addsSomething(): boolean {
    return !this.isEmpty
  }

  /** Runs `step` at the commit, in which it changes rows and memory. */
  add(turn: Turn, step: () => void): void {
    this.#steps.push(step)
    writesOf(turn).addInverse(() => {
      this.#steps.splice(this.#steps.lastIndexOf(step), 1)
    })
  }

  /** The view of one source, which undoes its changes itself (`addInverse`). */
  view<T extends TurnView>(source: object, create: () => T): T {
    const view = this.#views.get(source) ?? create()
    this.#views.set(source, view)
    // Each source has views of one type.
    return view as T
  }

  /** The commit ends a piece of work that was due. */
  noteEnd(): void {
    this.#isEnd = true
  }

  flush(): void {
    if (this.isEmpty) return
    this.#time.share()
    for (const view of this.#views.values()) view.flush()
    for (const step of this.#steps) step()
    this.#time.settle(this.#isEnd)
  }
}

/** What the turn changes; made when it is first asked for. */
export function changesOf(time: ChangedTime, turn: Turn): TimeChanges {
  const writes = writesOf(turn)
  writes.extra ??= new TimeChanges(time)
  // Nothing else is kept there.
  return writes.extra as TimeChanges
}
