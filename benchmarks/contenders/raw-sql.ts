import { DurableObject } from 'cloudflare:workers'
import { type Board, createItems, type Item, type ListName } from '../board/board.ts'
import type { Contender, Environment } from './contender.ts'

const allItems = 'SELECT * FROM items ORDER BY id'

interface Fields {
  title: string
  count: number
  theme: string
  pageSize: number
}

const fieldIds: Record<keyof Fields, number> = { title: 1, count: 2, theme: 3, pageSize: 4 }

const itemColumns = `
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, author TEXT NOT NULL, done INTEGER NOT NULL,
  created_at INTEGER NOT NULL, likes INTEGER NOT NULL, views INTEGER NOT NULL`

type ItemRow = [
  id: number,
  text: string,
  author: string,
  done: number,
  createdAt: number,
  likes: number,
  views: number,
]

/** Hand-written as an expert would: a row per item and per field, small values cached in memory. */
export class RawSql extends DurableObject implements Contender {
  readonly #sql: SqlStorage
  readonly #fields: Fields = { title: 'New board', count: 0, theme: 'light', pageSize: 20 }
  /** Ids start at 1 and have no gaps, so the highest is the length of `items`. */
  readonly #lastId: Record<ListName, number>
  #recentLength: number

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS fields (id INTEGER PRIMARY KEY, value ANY);
      CREATE TABLE IF NOT EXISTS items (${itemColumns});
      CREATE TABLE IF NOT EXISTS recent (${itemColumns});`)
    this.#readFields()
    this.#lastId = { items: this.#readLastId('items'), recent: this.#readLastId('recent') }
    this.#recentLength = this.#readRecentLength()
  }

  noop(): number {
    return 1
  }

  increment(): number {
    this.#setField('count', this.#fields.count + 1)
    return this.#fields.count
  }

  seed(list: ListName, first: number, count: number): number {
    for (const item of createItems(first, count)) this.#insert(list, item)
    return list === 'items' ? this.#lastId.items : this.#recentLength
  }

  append(item: Item): number {
    this.#insert('items', item)
    return this.#lastId.items
  }

  editLikes(index: number, likes: number): number {
    this.#sql.exec('UPDATE items SET likes = ? WHERE id = ?', likes, index + 1)
    return likes
  }

  setTitle(title: string): string {
    this.#setField('title', title)
    return this.#fields.title
  }

  addRecent(item: Item, keep: number): number {
    this.#insert('recent', item)
    if (this.#recentLength > keep) {
      this.#sql.exec('DELETE FROM recent WHERE id <= ?', this.#lastId.recent - keep)
      this.#recentLength = keep
    }
    return this.#recentLength
  }

  shrink(length: number): number {
    this.#sql.exec('DELETE FROM items WHERE id > ?', length)
    this.#lastId.items = length
    return length
  }

  last(): Item | undefined {
    return this.#readItems('SELECT * FROM items ORDER BY id DESC LIMIT 1')[0]
  }

  sum(): number {
    let sum = 0
    for (const item of this.#readItems(allItems)) sum += item.stats.likes + item.text.length
    return sum
  }

  everything(): Board {
    const { title, count, theme, pageSize } = this.#fields
    const items = this.#readItems(allItems)
    const recent = this.#readItems('SELECT * FROM recent ORDER BY id')
    return { title, count, settings: { theme, pageSize }, items, recent }
  }

  #insert(list: ListName, item: Item): void {
    this.#sql.exec(
      `INSERT INTO ${list} VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[item.id, item.text, item.author, Number(item.done), item.createdAt],
      ...[item.stats.likes, item.stats.views],
    )
    this.#lastId[list] = item.id
    if (list === 'recent') this.#recentLength += 1
  }

  #setField<Name extends keyof Fields>(name: Name, value: Fields[Name]): void {
    this.#sql.exec(
      'INSERT INTO fields VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      ...[fieldIds[name], value],
    )
    this.#fields[name] = value
  }

  #readFields(): void {
    const names = Object.entries(fieldIds)
    for (const { id, value } of this.#sql.exec('SELECT id, value FROM fields')) {
      const name = names.find(([, fieldId]) => fieldId === id)?.[0]
      if (name) Object.assign(this.#fields, { [name]: value })
    }
  }

  /** Reads rows as arrays, which is twice as fast as reading them as objects. */
  #readItems(query: string): Item[] {
    // Both tables have the columns of an ItemRow, in the same order.
    const rows = this.#sql.exec(query).raw() as Iterable<unknown> as Iterable<ItemRow>
    return Array.from(rows, toItem)
  }

  #readLastId(list: ListName): number {
    const query = `SELECT coalesce(max(id), 0) AS id FROM ${list}`
    return this.#sql.exec<{ id: number }>(query).one().id
  }

  #readRecentLength(): number {
    const query = 'SELECT coalesce(max(id) - min(id) + 1, 0) AS length FROM recent'
    return this.#sql.exec<{ length: number }>(query).one().length
  }
}

function toItem([id, text, author, done, createdAt, likes, views]: ItemRow): Item {
  return { id, text, author, done: done === 1, createdAt, stats: { likes, views } }
}
