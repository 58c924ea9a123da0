/** What the others see of this page: sent at most once an interval, the newest. */
export class Presence {
  /** The newest. */
  value: Record<string, unknown> | undefined
  readonly #send: (value: Record<string, unknown>) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #every = 0
  #isNew = false

  constructor(send: (value: Record<string, unknown>) => void) {
    this.#send = send
  }

  /** The greeting of a new connection had the newest one. */
  start(every: number): void {
    this.stop()
    this.#every = every
    this.#wait()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isNew = false
  }

  set(value: Record<string, unknown>): void {
    this.value = value
    this.#isNew = true
    if (!this.#timer) this.#flush()
  }

  #flush(): void {
    if (!this.#isNew || !this.value) return
    this.#isNew = false
    this.#send(this.value)
    this.#wait()
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#flush()
    }, this.#every)
  }
}
