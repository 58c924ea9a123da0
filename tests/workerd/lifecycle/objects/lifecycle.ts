import { defineDurableObject } from '@cloudwerk/durable-object'
import { gateOf } from '../../objects/gate.ts'
import { sleep } from '../../objects/sleep.ts'

/** How often something ran in this process, by object and name. */
const runs = new Map<string, number>()
function count(key: string): number {
  const next = (runs.get(key) ?? 0) + 1
  runs.set(key, next)
  return next
}

/** Its init fails the first time, in the way that the name of the object says. */
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

/** Its init does not await its writes. */
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

const deleted = new Set<string>()

async function untilDeleted(id: string): Promise<void> {
  while (!deleted.has(id)) await sleep(1)
}

export const deleting = defineDurableObject({
  sqlite: true,
  init(ctx) {
    return { value: 0, inits: count(`deleting ${ctx.id}`) }
  },
  start(ctx) {
    ctx.sql.run('CREATE TABLE IF NOT EXISTS things (x)')
  },
  helpers: {
    async told(fn: () => unknown): Promise<unknown> {
      try {
        return await fn()
      } catch (error) {
        return (error as Error).message
      }
    },
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
      await this.ctx.storage.put('after', 1)
      return this.state.value
    },
    async deleteAndChangeParts() {
      const { state } = this
      await this.ctx.storage.deleteAll()
      const attempts = [
        () => (this.state.value = 6),
        () => (state.value = 7),
        () => Object.assign(this.state, { value: 8 }),
        () => this.transaction(() => (this.state.value = 9)),
      ]
      return Promise.all(attempts.map((attempt) => this.told(attempt)))
    },
    async deleteUnawaited() {
      void this.ctx.storage.deleteAll()
      await this.outside(() => sleep(2))
      return this.state.value
    },
    async deleteAndThrow() {
      await this.ctx.storage.deleteAll()
      throw new Error('after it')
    },
    /** Assigns the state of the new object in the handler that deleted the old one. */
    async renew(how: string) {
      const { state } = this
      if (how === 'un-awaited') void this.ctx.storage.deleteAll()
      else await this.ctx.storage.deleteAll()
      if (how === 'in a savepoint that fails') {
        await this.told(() =>
          this.transaction(() => {
            this.state = { value: 1, inits: -1 }
            throw new Error('no')
          }),
        )
        return
      }
      if (how === 'in a transaction') {
        await this.ctx.storage.transaction(async () => {
          this.state = { value: 10, inits: -1 }
        })
      } else this.state = { ...state, value: 10, inits: -1 }
      await this.ctx.storage.put('after', 1)
      this.state.value += 1
      if (how === 'and outside') await this.outside(() => sleep(20))
      if (how === 'and throws') throw new Error('after it')
      if (how === 'and deletes again') await this.ctx.storage.deleteAll()
      if (how === 'twice') {
        await this.ctx.storage.deleteAll()
        this.state = { value: 20, inits: -1 }
      } else if (how === 'and changes the old') {
        state.value = 5
      } else if (how !== 'and deletes again') this.state.value += 1
    },
    async renewAfterOthers() {
      await this.ctx.storage.deleteAll()
      await this.outside(() => gateOf(this.id).pass())
      this.state = { value: 10, inits: -1 }
    },
    async deleteWithin(kind: 'transaction' | 'savepoint') {
      const run = () => this.ctx.storage.deleteAll()
      await (kind === 'savepoint' ? this.transaction(run) : this.ctx.storage.transaction(run))
    },
    async deleteAll() {
      await this.ctx.storage.deleteAll()
      deleted.add(this.id)
    },
    async changeAfterOutside() {
      await this.outside(() => untilDeleted(this.id))
      this.state.value = 1_000
    },
    async changeOldPartAfterOutside() {
      try {
        await this.outside(() => untilDeleted(this.id))
      } catch {
        this.state.value = 1_000
      }
    },
  },
  alarm() {},
})
