import type { Turn } from '../turns/turn.ts'

/**
 * One kind of work that waits for its time: jobs, schedules, expiry. All of an object's sources share the
 * platform's one alarm (`ObjectTime`), so each says when it is due next and runs what is due, one piece at
 * a time.
 *
 * A source keeps what it needs of its rows in memory. It changes rows and memory together, in the commit
 * of a turn: `changesOf(object, turn).add(() => …)` runs at the commit, or never where the turn is undone.
 */
export interface TimeSource {
  /** Forgets what it has in memory: the rows may have changed. They are open when it is called next. */
  reset(): void
  /**
   * When its next piece of work is due, in milliseconds since 1970; undefined where there is none. Called
   * in each commit, so it must not read rows more than once. What is due and cannot run yet does not count.
   */
  nextDue(): number | undefined
  /**
   * Begins the piece of work that is due first, in a turn of its own (`object.run`). Settles when that is
   * over or has let others in; the platform keeps what is outside by `waitUntil`. A failure of the
   * work is its own matter; what this throws ends the ring, which is tried again after 30 s and more.
   * `nextDue` must be later afterwards.
   */
  runNext(): Promise<void>
  /** Settles when the failure of work that has ended is stored, which may take another turn; undefined where it is. */
  readonly settling?: Promise<unknown> | undefined
  /** Called before the commit of a turn that changes something, also of `init` and `start`, to take part in it. */
  join?(turn: Turn): void
  /** Called as part of a wake, after `init` and before `start`. */
  wake?(): void
  /** Called when a turn has ended and succeeded, whether it has changed anything or not. */
  noteEnd?(turn: Turn): void
}
