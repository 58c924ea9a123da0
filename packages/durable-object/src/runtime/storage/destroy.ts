import { closeEnded } from '../events/ended-sockets.ts'
import type { Turn } from '../turns/turn.ts'
import { type DeletionOwner, deleteEverything } from './deletion.ts'
import { writesOf } from './write-buffer.ts'

export interface DestroyedOwner extends DeletionOwner {
  readonly native: DurableObjectState
}

/** Ends the object after the turn, unless that fails or is undone. */
export function requestDestroy(owner: DestroyedOwner, turn: Turn): void {
  turn.assertWritable('call ctx.destroy()')
  if (turn.isWake) {
    throw new Error(
      `ctx.destroy() cannot be called in init or start (${turn.describe()}). Call it in a handler.`,
    )
  }
  const before = turn.destroy
  turn.destroy = () => destroy(owner, turn)
  writesOf(turn).addInverse(() => {
    turn.destroy = before
  })
}

/** Nothing that the turn changed is stored. */
async function destroy(owner: DestroyedOwner, turn: Turn): Promise<void> {
  turn.destroy = undefined
  turn.broadcasts = undefined
  await deleteEverything(owner, turn)
  for (const socket of owner.native.getWebSockets()) closeEnded(socket)
}
