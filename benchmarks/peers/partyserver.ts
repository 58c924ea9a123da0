import { Server } from 'partyserver'
import { type Board, createBoard } from '../board/board.ts'
import { boardInMemory } from '../contenders/board-in-memory.ts'
import type { Environment } from '../contenders/contender.ts'

/** `partyserver` leaves storage to its user, so this stores the board as `raw-kv` does. */
export class PartyBoard extends boardInMemory(Server<Environment>) {
  readonly board: Board

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env)
    this.board = ctx.storage.kv.get<Board>('board') ?? createBoard()
  }

  save(): void {
    this.ctx.storage.kv.put('board', this.board)
  }
}
