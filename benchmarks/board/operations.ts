import { createItem } from './board.ts'
import { handlerOperations } from './handler-operations.ts'

export interface Call {
  method: string
  args: unknown[]
}

/** The number of items in each list when the board was seeded. */
export interface BoardSize {
  items: number
  recent: number
}

/** The `index`th call of each operation; the same for every contender. */
export const operations = {
  noop: () => ({ method: 'noop', args: [] }),
  increment: () => ({ method: 'increment', args: [] }),
  append: (index, { items }) => ({ method: 'append', args: [createItem(items + index + 1)] }),
  edit: (index, { items }) => ({ method: 'editLikes', args: [spread(index, items), index] }),
  setTop: (index) => ({ method: 'setTitle', args: [`Title ${index}`] }),
  trim: (index, { recent }) => ({
    method: 'addRecent',
    args: [createItem(recent + index + 1), recent],
  }),
  readLast: () => ({ method: 'last', args: [] }),
  sumAll: () => ({ method: 'sum', args: [] }),
  returnAll: () => ({ method: 'everything', args: [] }),
  ...handlerOperations,
} satisfies Record<string, (index: number, size: BoardSize) => Call>

export type OperationName = keyof typeof operations

export function callOf(operation: OperationName, index: number, size: BoardSize): Call {
  return operations[operation](index, size)
}

/** Indexes scattered over the list, with no immediate repeats. */
function spread(index: number, length: number): number {
  return (index * 7919) % length
}
