import type { Board, Item, ListName } from '../board/board.ts'

/** The methods of every contender. The same calls must return the same results. */
export interface Contender {
  noop(): number
  increment(): number
  /** Adds generated items with consecutive ids, starting at `first`. Returns the new length. */
  seed(list: ListName, first: number, count: number): number
  /** Adds an item to `items`. Returns the new length. */
  append(item: Item): number
  /** Changes one nested field of the item at `index`. Returns the new value. */
  editLikes(index: number, likes: number): number
  setTitle(title: string): string
  /** Adds an item to `recent` and drops all but the last `keep` items. Returns the new length. */
  addRecent(item: Item, keep: number): number
  /** Truncates `items`. Returns the new length. */
  shrink(length: number): number
  last(): Item | undefined
  /** Reads each item as an object. */
  sum(): number
  everything(): Board
}

export type Environment = Record<string, unknown>

/** A Durable Object class, as the mixins in this folder accept and return it. */
// biome-ignore lint/suspicious/noExplicitAny: TypeScript wants any[] of a mixin's constructor
export type ObjectConstructor = new (...args: any[]) => object
