import { LiveState, type Scope } from '../../../src/state/index.ts'
import { clone } from './clone.ts'
import { difference } from './difference.ts'
import { MemoryRows } from './memory-rows.ts'
import { newScope } from './scope.ts'

// What the state holds is up to each program.
export type Any = any

/** `this` of a handler. */
export interface Self {
  state: Any
}

/** An object whose handlers run on the state, and on plain data beside it. */
export class Handled {
  readonly rows: MemoryRows = new MemoryRows()
  readonly plain: Self
  live: LiveState
  readonly #pageSize: number

  constructor(value: unknown, pageSize = 60) {
    this.#pageSize = pageSize
    this.plain = { state: clone(value) }
    this.live = LiveState.create(this.rows, value, { pageSize, tracksParts: true })
    this.live.commit()
  }

  /** One handler: what it does to plain data has to be what it does to the state. */
  run(handler: (self: Self) => unknown): unknown {
    const result = this.onState(handler)
    handler(this.plain)
    // What was one thing is several from here on.
    this.plain.state = clone(this.plain.state)
    this.check()
    return result
  }

  /** The same on the state alone. */
  onState(handler: (self: Self, scope: Scope) => unknown): unknown {
    const scope = newScope()
    const result = handler(selfOf(this.live, scope), scope)
    this.live.commit()
    this.live.release(scope)
    scope.alive = false
    return result
  }

  check(): void {
    const stored = LiveState.load(this.rows, { pageSize: this.#pageSize })?.snapshot()
    const found =
      difference(this.live.snapshot(), this.plain.state, 'memory') ??
      difference(stored, this.plain.state, 'disk')
    if (found) throw new Error(found)
  }
}

export function selfOf(live: LiveState, scope: Scope): Self {
  return {
    get state() {
      return live.view(scope)
    },
    set state(value) {
      live.replace(scope, value)
    },
  }
}
