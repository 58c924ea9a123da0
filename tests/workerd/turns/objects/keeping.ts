import { defineDurableObject, type ObjectContext } from '@cloudwerk/durable-object'
import { gateOf } from '../../objects/gate.ts'

type Kept = ReturnType<typeof keep>
type Where = 'init' | 'start' | 'handler'

/** Saved parts of contexts, by object and by the handler that saved them. */
const kept = new Map<string, Kept>()
const told = new Map<string, string[]>()

/** Parts of the context that libraries save, some of them functions without their object. */
function keep(ctx: ObjectContext) {
  const { storage, sql } = ctx
  const { put, delete: remove } = storage
  return { ctx, storage, sql, put, remove, kv: storage.kv, inner: storage.sql }
}

/** Like an ORM. */
class Store {
  readonly #storage: DurableObjectStorage
  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }
  add(name: string) {
    return this.#storage.transactionSync(() => {
      this.#storage.sql.exec('INSERT INTO names VALUES (?)', name)
      return this.#storage.sql.exec('SELECT count(*) AS n FROM names').one().n
    })
  }
}
const stores = new Map<string, Store>()

export const keeping = defineDurableObject({
  sqlite: true,
  init(ctx) {
    ctx.sql.run('CREATE TABLE names (name)')
    kept.set(`${ctx.id} init`, keep(ctx))
    return { list: [] as number[] }
  },
  start(ctx) {
    kept.set(`${ctx.id} start`, keep(ctx))
    stores.set(this.id, new Store(ctx.storage))
  },
  helpers: {
    kept(where: Where): Kept {
      const found = kept.get(`${this.id} ${where}`)
      if (!found) throw new Error('nothing was kept')
      return found
    },
    async tell(fn: () => unknown) {
      const messages = told.get(this.id) ?? []
      told.set(this.id, messages)
      try {
        messages.push(`no error: ${await fn()}`)
      } catch (error) {
        messages.push((error as Error).message)
      }
    },
  },
  methods: {
    keep() {
      kept.set(`${this.id} handler`, keep(this.ctx))
    },
    async writeThroughKept(where: Where) {
      const { ctx, storage, sql, put, remove, kv, inner } = this.kept(where)
      await storage.put('storage', 1)
      void put('put', 1)
      await put('removed', 1)
      await remove('removed')
      kv.put('kv', 1)
      sql.run('INSERT INTO names VALUES (?)', ['sql'])
      sql.prepare('INSERT INTO names VALUES (?)').bind('prepared').run()
      inner.exec('INSERT INTO names VALUES (?)', 'inner')
      await ctx.storage.transaction(async (txn) => {
        await txn.put('txn', 1)
        await ctx.storage.setAlarm(Date.now() + 3_600_000)
      })
    },
    addToStore(name: string) {
      return stores.get(this.id)?.add(name)
    },
    /** A write that is not awaited belongs to the handler that runs. */
    async failThroughKept(where: Where) {
      this.state.list.push(1)
      void this.kept(where).storage.put('f', () => 0)
    },
    async contents() {
      const keys = [...(await this.ctx.storage.list()).keys()]
      const names = this.ctx.sql.exec('SELECT name FROM names').toArray()
      return { keys, names: names.map(({ name }) => name), list: this.state.list }
    },
    /** Leaves code behind that runs while another handler does. */
    async writeLate(where: Where) {
      const { storage, sql, kv } = this.kept(where)
      const { list } = this.state
      setTimeout(async () => {
        await gateOf(this.id).reached()
        await this.tell(() => storage.put('late', 1))
        await this.tell(() => kv.put('late', 1))
        await this.tell(() => sql.run('INSERT INTO names VALUES (?)', ['late']))
        await this.tell(() => this.ctx.storage.put('late', 1))
        await this.tell(() => list.push(1))
        await this.tell(() => this.state.list.push(1))
        gateOf(this.id).open()
      }, 1)
    },
    /** Runs while the code that `writeLate` left behind runs. */
    async stay() {
      await gateOf(this.id).pass()
    },
    told() {
      return told.get(this.id) ?? []
    },
  },
  alarm() {},
})
