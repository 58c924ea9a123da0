import type { Turn } from '../turns/turn.ts'
import { type DeletionOwner, deleteEverything } from './deletion.ts'
import { writesOf } from './write-buffer.ts'

/** The code of sockets that are closed since their object is gone. Ours, of those that apps may choose. */
const closeCode = 4001

export interface DestroyedOwner extends DeletionOwner {
  readonly native: DurableObjectState
}

/** Ends the object after the turn, unless that fails or is undone. */
export function requestDestroy(owner: DestroyedOwner, turn: Turn): void {
  turn.assertWritable('call ctx.destroy()')
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
  for (const socket of owner.native.getWebSockets())
    socket.close(closeCode, 'The object has ended.')
}
