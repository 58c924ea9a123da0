import { defineDurableObject } from '@cloudwerk/durable-object'

interface Item {
  [column: string]: string | number | null
  id: number
  name: string | null
}

export const database = defineDurableObject({
  sqlite: true,
  init(ctx) {
    ctx.sql.run('CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, blob BLOB)')
    return { value: 0 }
  },
  methods: {
    async insert(...values: unknown[]) {
      return this.ctx.sql.run('INSERT INTO items (name) VALUES (?)', values)
    },
    async spread(name: string, id: number) {
      return this.ctx.sql.run('INSERT INTO items (name, id) VALUES (?, ?)', name, id)
    },
    async update(name: string) {
      return this.ctx.sql.run('UPDATE items SET name = ?', [name])
    },
    async rows() {
      return this.ctx.sql.exec<Item>('SELECT id, name FROM items ORDER BY id').toArray()
    },
    async cursor() {
      const cursor = this.ctx.sql.exec('SELECT id, name FROM items ORDER BY id')
      const { columnNames } = cursor
      const raw = [...cursor.raw()]
      return { columnNames, raw, rowsRead: cursor.rowsRead, rowsWritten: cursor.rowsWritten }
    },
    async one() {
      return this.ctx.sql.exec('SELECT count(*) AS n FROM items').one()
    },
    async prepared(name: string) {
      const insert = this.ctx.sql.prepare('INSERT INTO items (name) VALUES (?)')
      const { lastRowId } = insert.bind(name).run()
      const select = this.ctx.sql.prepare('SELECT id, name FROM items WHERE id = ?')
      return {
        row: select.bind(lastRowId).first<Item>(),
        name: select.bind(lastRowId).first('name'),
        none: select.bind(-1).first(),
        all: select.bind(lastRowId).all().results,
      }
    },
    async missingColumn() {
      return this.ctx.sql.prepare('SELECT 1 AS one').first('two')
    },
    async bytes() {
      this.ctx.sql.run('INSERT INTO items (blob) VALUES (?)', new Uint8Array([1, 2, 3]))
      return this.ctx.sql.exec('SELECT blob FROM items').one().blob
    },
    async several() {
      const { rowsWritten } = this.ctx.sql.run(
        `CREATE TABLE a (x); CREATE VIRTUAL TABLE texts USING fts5(body);
         INSERT INTO texts VALUES ('hello world'); INSERT INTO a VALUES (json('[1,2]'))`,
      )
      const found = this.ctx.sql.exec(`SELECT body FROM texts WHERE texts MATCH 'hello'`).toArray()
      const json = this.ctx.sql.exec(`SELECT x ->> 1 AS second FROM a`).one()
      return { written: rowsWritten > 0, found, json }
    },
    async query(query: string, ...bindings: unknown[]) {
      return this.ctx.sql.exec(query, ...bindings).toArray()
    },
    async queryNative(query: string) {
      return this.ctx.storage.sql.exec(query).toArray()
    },
    async bindSpecial(kind: 'nan' | 'symbol' | 'large') {
      const value = { nan: Number.NaN, symbol: Symbol('x'), large: 'x'.repeat(2_000_001) }[kind]
      return this.insert(value)
    },
    async change() {
      this.state.value += 1
    },
    /** Reads none, some or all of the rows of a statement that writes. */
    async returning(way: 'ignored' | 'first' | 'in a transaction' | 'cursor') {
      const { sql, storage } = this.ctx
      const insert = () =>
        sql.exec(`INSERT INTO items (name) VALUES ('a'), ('b'), ('c') RETURNING id, name`)
      if (way === 'in a transaction') {
        await storage.transaction(async () => insert())
        storage.transactionSync(insert)
      }
      const cursor = insert()
      this.state.value += 1
      if (way === 'ignored' || way === 'in a transaction') return undefined
      if (way === 'first') {
        const [row] = cursor
        return row
      }
      const { columnNames, rowsWritten } = cursor
      const { value } = cursor.next()
      const [raw] = cursor.raw()
      return { columnNames, rowsWritten, value, raw, rest: cursor.toArray(), end: cursor.next() }
    },
    async leaveUnread(query: string) {
      this.ctx.sql.exec(query)
    },
    async returningOne(query: string) {
      return this.ctx.sql.exec(query).one()
    },
    async queryOutside(query: string) {
      const away = this.outside(() => this.ctx.sql.exec(query).toArray())
      return away.catch((error: Error) => error.message)
    },
  },
})
