import { DurableObject } from 'cloudflare:workers'
import { type Board, createBoard } from '../board/board.ts'
import { boardInMemory } from './board-in-memory.ts'
import type { Environment } from './contender.ts'

/** Hand-written, the simple way: the complete board in memory and in one stored value. */
export class RawKv extends boardInMemory(DurableObject<Environment>) {
  readonly board: Board

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env)
    this.board = ctx.storage.kv.get<Board>('board') ?? createBoard()
  }

  /** Throws if the board exceeds the maximum size of a value. */
  save(): void {
    this.ctx.storage.kv.put('board', this.board)
  }
}
