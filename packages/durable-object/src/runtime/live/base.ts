import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'

/** What an instance that slept knew: its labels for the state that it left. */
export interface Base {
  /** Other code may show the same state differently. */
  readonly code: string
  readonly epoch: string
  /** By the id of an audience, the revision that it saw. */
  readonly revisions: Readonly<Record<string, number>>
}

/**
 * Remembers what pages show while the object sleeps, in the attachment of one of their sockets, which costs no row.
 * It is taken away before anything is written, so that a base that is found always tells of the stored state.
 */
export class Keeper {
  readonly #connections: Connections
  #keeper: Connection | undefined
  /** Whether something was written since `keep`. */
  #isOutdated = true
  #isAwake = false
  /** What the instance before this one left, if the state was still that when this one was awake. */
  base: Base | undefined

  constructor(connections: Connections, code: string) {
    this.#connections = connections
    const keepers = [...connections].filter(({ attached }) => attached.base)
    const [keeper, ...more] = keepers
    this.#keeper = keeper
    if (more.length === 0 && keeper?.attached.base?.code === code) this.base = keeper.attached.base
    else for (const each of keepers) save(each, undefined)
  }

  /** The state is loaded, and what changes from now on is known. */
  awake(): void {
    this.#isAwake = true
  }

  /** The state is about to be written. */
  beforeSave(): void {
    this.#isOutdated = true
    if (!this.#isAwake) this.base = undefined
    if (this.#keeper?.attached.base) save(this.#keeper, undefined)
  }

  /** All that is stored was sent. */
  keep(create: () => Base): void {
    if (!this.#isOutdated) return
    this.#isOutdated = false
    this.#pass(create())
  }

  #pass(base: Base): void {
    if (!this.#keeper?.isOpen) [this.#keeper] = this.#connections
    if (this.#keeper) save(this.#keeper, base)
  }

  /** A connection has gone, and what it kept is taken over by another. */
  left(connection: Connection): void {
    const { base } = connection.attached
    if (connection !== this.#keeper) return
    this.#keeper = undefined
    if (base) this.#pass(base)
  }
}

function save(connection: Connection, base: Base | undefined): void {
  connection.attached.base = base
  connection.save()
}
