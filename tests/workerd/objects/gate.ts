import { sleep } from './sleep.ts'

/**
 * A point where a handler waits until its test lets it continue. Tests and objects share an isolate, but
 * a promise of one must not wake the code of the other, so both sides poll.
 */
export class Gate {
  #isReached = false
  #isOpen = false

  /** In the handler: waits until the gate is open. */
  async pass(): Promise<void> {
    this.#isReached = true
    while (!this.#isOpen) await sleep(1)
  }

  /** In the test: waits until a handler has come to the gate. */
  async reached(): Promise<void> {
    while (!this.#isReached) await sleep(1)
  }

  open(): void {
    this.#isOpen = true
  }
}

const gates = new Map<string, Gate>()

/** The gate of an object, by its id. */
export function gateOf(id: string | DurableObjectId): Gate {
  const known = gates.get(String(id)) ?? new Gate()
  gates.set(String(id), known)
  return known
}
