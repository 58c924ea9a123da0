import type { Board, Item, ListName } from '../board/board.ts'

/** What every contender can do. The same work gives the same answers. */
export interface Contender {
  noop(): number
  increment(): number
  /** Adds generated items with ids from `first` on. Gives the new length. */
  seed(list: ListName, first: number, count: number): number
  /** Adds to `items`. Gives the new length. */
  append(item: Item): number
  /** Changes one nested field of the item at `index`. Gives the new value. */
  editLikes(index: number, likes: number): number
  setTitle(title: string): string
  /** Adds to `recent` and keeps its last `keep` items. Gives the new length. */
  addRecent(item: Item, keep: number): number
  /** Cuts `items` back to a length. */
  shrink(length: number): number
  last(): Item | undefined
  /** Visits each item as an object. */
  sum(): number
  everything(): Board
}

export type Environment = Record<string, unknown>

/** A class that workerd can make objects of, as the mixins of this folder take and give it. */
// biome-ignore lint/suspicious/noExplicitAny: TypeScript wants any[] of a mixin's constructor
export type ObjectConstructor = new (...args: any[]) => object
