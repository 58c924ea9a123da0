import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from './sleep.ts'

/** How often something ran in this process, by object and name. */
const runs = new Map<string, number>()
function count(key: string): number {
  const next = (runs.get(key) ?? 0) + 1
  runs.set(key, next)
  return next
}

/** An init that fails the first time, in the way that the object's name says. */
export const firstInitFails = defineDurableObject({
  sqlite: true,
  async init(ctx) {
    if (count(`init ${ctx.id.name}`) > 1) return { ok: true }
    ctx.sql.run('CREATE TABLE leftover (x)')
    await ctx.storage.put('leftover', true)
    await ctx.storage.setAlarm(Date.now() + 60_000)
    this.broadcast('not sent')
    if (ctx.id.name === 'un-awaited') void this.failSoon()
    else if (ctx.id.name === 'un-awaited storage') void ctx.storage.put('f', () => 0)
    else if (ctx.id.name === 'unstorable') return { ok: (() => true) as unknown as boolean }
    else if (ctx.id.name === 'delete') await ctx.storage.deleteAll()
    else if (ctx.id.name === 'outside') await this.outside(() => 1)
    else throw new Error('init failed')
    return { ok: false }
  },
  helpers: {
    async failSoon() {
      await sleep(2)
      throw new Error('failed soon')
    },
  },
  methods: {
    async leftovers() {
      const table = "SELECT name FROM sqlite_master WHERE name = 'leftover'"
      const { storage, sql } = this.ctx
      return {
        ...this.state,
        tables: sql.exec(table).toArray(),
        keys: [...(await storage.list()).keys()],
        alarm: await storage.getAlarm(),
      }
    },
  },
  alarm() {},
})

/** Un-awaited calls in init belong to it. */
export const initUnawaited = defineDurableObject({
  init(ctx) {
    void ctx.storage.put('un-awaited', true)
    void ctx.storage.setAlarm(Date.now() + 60_000)
    return { ok: true }
  },
  methods: {
    async read() {
      const { storage } = this.ctx
      return [await storage.get('un-awaited'), (await storage.getAlarm()) !== null, this.state.ok]
    },
  },
  alarm() {},
})

export const starting = defineDurableObject({
  init: () => ({ starts: 0, touched: 0 }),
  async start(ctx) {
    await sleep(1)
    this.state.starts += 1
    if (ctx.id.name === 'fails' && count('start fails') === 2) throw new Error('start failed')
  },
  methods: {
    read() {
      return this.state
    },
  },
})

export const withoutInit = defineDurableObject({
  sqlite: true,
  methods: {
    read() {
      return { state: this.state, missing: (this.state as { x?: number }).x }
    },
    set() {
      Object.assign(this.state, { x: 1 })
    },
    async setAfterUndone(kind: 'transaction' | 'rollback' | 'transactionSync') {
      const { storage } = this.ctx
      const { 0: socket } = new WebSocketPair()
      socket.accept()
      const send = () => {
        socket.send('sent')
        throw new Error('undone')
      }
      try {
        if (kind === 'transactionSync') storage.transactionSync(send)
        else {
          await storage.transaction(async (txn) => {
            if (kind === 'rollback') txn.rollback()
            send()
          })
        }
      } catch {
        Object.assign(this.state, { x: 1 })
      }
    },
    async tables() {
      return this.ctx.sql.exec('SELECT count(*) AS n FROM sqlite_master').one().n
    },
  },
})

export const deleting = defineDurableObject({
  sqlite: true,
  init(ctx) {
    ctx.sql.run('CREATE TABLE things (x)')
    return { value: 0, inits: count(`deleting ${ctx.id}`) }
  },
  methods: {
    async fill() {
      this.state.value = 5
      this.ctx.sql.run('INSERT INTO things VALUES (1)')
      await this.ctx.storage.put('key', 1)
      await this.ctx.storage.setAlarm(Date.now() + 60_000)
    },
    async read() {
      const { storage, sql } = this.ctx
      return {
        ...this.state,
        rows: sql.exec('SELECT * FROM things').toArray().length,
        keys: [...(await storage.list()).keys()],
        alarm: await storage.getAlarm(),
      }
    },
    async deleteAndGoOn() {
      await this.ctx.storage.deleteAll()
      this.state.value += 1
      await this.ctx.storage.put('after', 1)
      return this.state.value
    },
    async deleteUnawaited() {
      void this.ctx.storage.deleteAll()
      this.state.value = 99
      await this.outside(() => sleep(2))
      this.state.value += 1
      return this.state.value
    },
    async deleteAndThrow() {
      await this.ctx.storage.deleteAll()
      this.state.value = 77
      throw new Error('after it')
    },
    async deleteWithin(kind: 'transaction' | 'savepoint') {
      const run = () => this.ctx.storage.deleteAll()
      await (kind === 'savepoint' ? this.transaction(run) : this.ctx.storage.transaction(run))
    },
    async deleteAll() {
      await this.ctx.storage.deleteAll()
    },
    async changeAfterOutside() {
      await this.outside(() => sleep(20))
      this.state.value = 1_000
    },
    async changeOldPartAfterOutside() {
      try {
        await this.outside(() => sleep(20))
      } catch {
        this.state.value = 1_000
      }
    },
  },
  alarm() {},
})
