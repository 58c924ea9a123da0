/** What has been done to an object's alarm since it is in memory. */
export class AlarmState {
  #changes = 0
  /** How many of the changes `init` and `start` made, which also run in the turn of an alarm. */
  #changesInWakes = 0
  /** The count of changes at which the alarm that is set is the runtime's own. */
  #hiddenAt: number | undefined
  /** When an alarm was due whose handler has not begun yet, although the platform counts it as rung. */
  ringing: number | undefined

  /** Counts what was done to the alarm, so that an event can see that it is out of date. */
  get changes(): number {
    return this.#changes
  }

  /** The changes that express what a handler wants. */
  get changesByHandlers(): number {
    return this.#changes - this.#changesInWakes
  }

  noteChange(): void {
    this.#changes += 1
  }

  /** `init` and `start` have run since `changes` was `before`. */
  noteWake(before: number): void {
    this.#changesInWakes += this.#changes - before
  }

  /** The alarm that was set at this count of changes is the runtime's own, which handlers must not see. */
  hideAt(changes: number): void {
    this.#hiddenAt = changes
  }

  unhide(): void {
    this.#hiddenAt = undefined
  }

  /** Whether the alarm that is set is the runtime's own. */
  get isHidden(): boolean {
    return this.#hiddenAt === this.#changes
  }
}
