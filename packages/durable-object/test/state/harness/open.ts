import { LiveState, type Scope } from '../../../src/state/index.ts'
import { MemoryRows } from './memory-rows.ts'
import { newScope } from './scope.ts'

export interface Opened<State> {
  rows: MemoryRows
  scope: Scope
  live: LiveState
  state: State
  /** Commits, then reads everything again from the rows alone. */
  reload(): State
  /** Commits, then starts again from the rows alone. */
  wake(): Opened<State>
}

export function open<State>(value: State, pageSize = 60): Opened<State> {
  const rows = new MemoryRows()
  return opened(rows, LiveState.create(rows, value, { pageSize }), pageSize)
}

function opened<State>(rows: MemoryRows, live: LiveState, pageSize: number): Opened<State> {
  const scope = newScope()
  live.commit()
  return {
    rows,
    scope,
    live,
    // The view has the shape of the value it was created from.
    state: live.view(scope) as State,
    reload() {
      live.commit()
      return LiveState.load(rows, { pageSize })?.snapshot() as State
    },
    wake() {
      live.commit()
      return opened(rows, LiveState.load(rows, { pageSize }) as LiveState, pageSize)
    },
  }
}
