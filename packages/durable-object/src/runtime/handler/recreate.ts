import { plain } from '../../state/index.ts'
import type { ObjectIdentity } from '../object-identity.ts'
import type { ObjectState } from '../object-state.ts'
import type { Turn } from '../turns/turn.ts'

interface RecreatedObject {
  readonly identity: ObjectIdentity
  readonly state: ObjectState
}

/** `this.state = value` after `deleteAll`: the new object's state, so that `init` does not run. */
export function recreate({ state, identity }: RecreatedObject, turn: Turn, value: unknown): void {
  turn.assertWritable()
  if (turn.gone !== 'deleted' || state.isAwake) {
    throw new Error(
      `${identity.describe()} was deleted while '${turn.handler}' was running, and may be a new object by now, so '${turn.handler}' cannot set its state.`,
    )
  }
  // Parts of the old state may be in it.
  turn.state = state.create(plain(value))
  // Its tables were deleted as well; the next handler makes them.
  turn.state.dataVersion = { ...turn.state.dataVersion, sqlCount: 0, sqlHash: '' }
  turn.gone = undefined
}
