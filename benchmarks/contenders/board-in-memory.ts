import type { DurableObject } from 'cloudflare:workers'
import { type Board, createItems, type Item, type ListName } from '../board/board.ts'
import type { Contender } from './contender.ts'

// biome-ignore lint/suspicious/noExplicitAny: TypeScript wants any[] of a mixin's constructor
type DurableObjectConstructor = abstract new (...args: any[]) => DurableObject

/** The operations on a board that is in memory. A subclass has the `board` and saves it. */
export function boardInMemory<Base extends DurableObjectConstructor>(Base: Base) {
  abstract class BoardInMemory extends Base implements Contender {
    abstract board: Board
    /** Called after each change. */
    abstract save(): void

    noop(): number {
      return 1
    }

    increment(): number {
      this.board.count += 1
      this.save()
      return this.board.count
    }

    seed(list: ListName, first: number, count: number): number {
      this.board[list].push(...createItems(first, count))
      this.save()
      return this.board[list].length
    }

    append(item: Item): number {
      this.board.items.push(item)
      this.save()
      return this.board.items.length
    }

    editLikes(index: number, likes: number): number {
      const item = this.board.items[index]
      if (!item) throw new RangeError(`There is no item ${index}.`)
      item.stats.likes = likes
      this.save()
      return likes
    }

    setTitle(title: string): string {
      this.board.title = title
      this.save()
      return title
    }

    addRecent(item: Item, keep: number): number {
      this.board.recent.push(item)
      this.board.recent = this.board.recent.slice(-keep)
      this.save()
      return this.board.recent.length
    }

    shrink(length: number): number {
      this.board.items.length = length
      this.save()
      return length
    }

    last(): Item | undefined {
      return this.board.items.at(-1)
    }

    sum(): number {
      let sum = 0
      for (const item of this.board.items) sum += item.stats.likes + item.text.length
      return sum
    }

    everything(): Board {
      return this.board
    }
  }
  return BoardInMemory
}
