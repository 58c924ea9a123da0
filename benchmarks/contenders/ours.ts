import { defineDurableObject } from '@cloudwerk/durable-object'
import { type DurableObjectClass, toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { type Board, createBoard, createItem, type Item, type ListName } from '../board/board.ts'
import { hasGroupCommit } from '../board/has-group-commit.ts'

export function createOurs(name: string): DurableObjectClass {
  return toDurableObjectClass(defineBoard({}), { name })
}

/** The same without group commit, if this version of the package has it. */
export function createUngrouped(name: string): DurableObjectClass {
  return toDurableObjectClass(defineBoard(hasGroupCommit ? { groupCommit: false } : {}), { name })
}

// Written as in an app, without knowledge of how the state is stored.
function defineBoard(options: { groupCommit?: boolean }) {
  return defineDurableObject({
    ...options,
    init: createBoard,
    methods: {
      noop(): number {
        return 1
      },
      increment(): number {
        this.state.count += 1
        return this.state.count
      },
      seed(list: ListName, first: number, count: number): number {
        for (let id = first; id < first + count; id += 1) this.state[list].push(createItem(id))
        return this.state[list].length
      },
      append(item: Item): number {
        this.state.items.push(item)
        return this.state.items.length
      },
      editLikes(index: number, likes: number): number {
        const item = this.state.items[index]
        if (!item) throw new RangeError(`There is no item ${index}.`)
        item.stats.likes = likes
        return item.stats.likes
      },
      setTitle(title: string): string {
        this.state.title = title
        return this.state.title
      },
      addRecent(item: Item, keep: number): number {
        this.state.recent.push(item)
        this.state.recent = this.state.recent.slice(-keep)
        return this.state.recent.length
      },
      shrink(length: number): number {
        this.state.items.length = length
        return this.state.items.length
      },
      last(): Item | undefined {
        return this.state.items.at(-1)
      },
      sum(): number {
        let sum = 0
        for (const item of this.state.items) sum += item.stats.likes + item.text.length
        return sum
      },
      everything(): Board {
        return this.state
      },
    },
  })
}
