/** The data of every contender: a few fields, and lists of items of about 200 bytes as JSON. */
export interface Board {
  title: string
  count: number
  settings: { theme: string; pageSize: number }
  items: Item[]
  recent: Item[]
}

export interface Item {
  id: number
  text: string
  author: string
  done: boolean
  createdAt: number
  stats: { likes: number; views: number }
}

export type ListName = 'items' | 'recent'

export const bytesPerItem = 200

// Brings an item to the size of `bytesPerItem`.
const text = 'Every change is on disk before its caller hears of it, and costs what it changes.'

export function createBoard(): Board {
  return {
    title: 'New board',
    count: 0,
    settings: { theme: 'light', pageSize: 20 },
    items: [],
    recent: [],
  }
}

/** Deterministic: the same id always gives the same item, of about `bytesPerItem`. */
export function createItem(id: number): Item {
  return {
    id,
    text: `${String(id).padStart(6, '0')} ${text}`,
    author: `user-${id % 97}`,
    done: id % 3 === 0,
    createdAt: 1_790_000_000_000 + id * 1000,
    stats: { likes: id % 11, views: id },
  }
}

/** `count` items with consecutive ids, starting at `first`. */
export function createItems(first: number, count: number): Item[] {
  return Array.from({ length: count }, (_, index) => createItem(first + index))
}
