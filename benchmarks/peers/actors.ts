import { Actor, Persist } from '@cloudflare/actors'
import { type Board, createBoard, type Item } from '../board/board.ts'
import { boardInMemory } from '../contenders/board-in-memory.ts'
import type { Environment } from '../contenders/contender.ts'

/** As the documentation of `@cloudflare/actors` shows it: a property that is stored when it changes. */
export class ActorsBoard extends boardInMemory(Actor<Environment>) {
  @Persist
  board: Board = createBoard()

  save(): void {
    // The property stores itself.
  }

  // A persisted property is a proxy, which cannot be sent.

  override last(): Item | undefined {
    const item = super.last()
    return item && copy(item)
  }

  override everything(): Board {
    return copy(this.board)
  }
}

function copy<T>(value: T): T {
  // JSON of a value of plain data has the type of the value.
  return JSON.parse(JSON.stringify(value)) as T
}
