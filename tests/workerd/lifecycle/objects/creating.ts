import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { sleep } from '../../objects/sleep.ts'

/** How often init and start ran in this process, by object. */
export const runs = new Map<string, { init: number; start: number }>()

function count(name: string | undefined, what: 'init' | 'start'): void {
  const counted = runs.get(name ?? '') ?? { init: 0, start: 0 }
  runs.set(name ?? '', { ...counted, [what]: counted[what] + 1 })
}

const text = 'x'.repeat(5_000)

export const madeByChange = defineDurableObject({
  createOn: 'change',
  sqlite: true,
  schema: z.object({
    value: z.number().min(0),
    tags: z.set(z.string()),
    list: z.array(z.object({ text: z.string() })),
  }),
  init() {
    count(this.name, 'init')
    // More than fits into one row.
    return { value: 1, tags: new Set(['a']), list: [{ text }, { text }] }
  },
  start() {
    count(this.name, 'start')
  },
  methods: {
    async read() {
      return this.state.value
    },
    async readAll() {
      return this.state
    },
    async readStorage() {
      await this.ctx.storage.list()
      await this.ctx.storage.get('none')
      await this.ctx.storage.delete('none')
      await this.ctx.storage.deleteAlarm()
      this.ctx.storage.kv.get('none')
      this.ctx.sql.exec('SELECT * FROM sqlite_master').toArray()
      return this.ctx.storage.getAlarm()
    },
    async add(amount: number) {
      this.state.value += amount
      return this.state.value
    },
    async lengthen() {
      const last = this.state.list.at(-1)
      if (last) last.text += 'y'
      return this.state.list.map((item) => item.text.length)
    },
    async put() {
      await this.ctx.storage.put('key', 1)
    },
    async putSync() {
      this.ctx.storage.kv.put('key', 1)
    },
    async createTable() {
      this.ctx.sql.run('CREATE TABLE t (a)')
    },
    async setAlarm() {
      await this.ctx.storage.setAlarm(Date.now() + 3_600_000)
    },
    async addAndThrow() {
      this.state.value += 1
      throw new Error('thrown')
    },
    async putAndThrow() {
      await this.ctx.storage.put('key', 1)
      throw new Error('thrown')
    },
    async putAndRollBack() {
      await this.ctx.storage.transaction(async (txn) => {
        await txn.put('key', 1)
        txn.rollback()
      })
    },
    async addInTransaction() {
      await this.ctx.storage.transaction(async () => {
        this.state.value += 1
      })
    },
    async goOutside() {
      this.state.value += 1
      await this.outside(() => sleep(1))
      return this.state.value
    },
    async deleteAll() {
      await this.ctx.storage.deleteAll()
    },
    async hold(milliseconds: number) {
      await sleep(milliseconds)
    },
  },
  fetch(request) {
    return this.handleWebSocket(request)
  },
  webSocketMessage(socket, message) {
    if (message === 'add') this.state.value += 1
    socket.send(String(this.state.value))
  },
  alarm() {
    this.state.value += 10
  },
})

export const legacyMadeByChange = defineDurableObject({
  createOn: 'change',
  sqlite: false,
  init: () => ({ value: 1 }),
  methods: {
    async read() {
      return this.state.value
    },
    async add(amount: number) {
      this.state.value += amount
      return this.state.value
    },
    async put() {
      await this.ctx.storage.put('key', 1)
    },
    async addAndThrow() {
      this.state.value += 1
      throw new Error('thrown')
    },
  },
})

export const madeByInit = defineDurableObject({
  createOn: 'change',
  async init(ctx) {
    if (ctx.id.name === 'alarm') await ctx.storage.setAlarm(Date.now() + 3_600_000)
    else await ctx.storage.put('key', 1)
    return { key: crypto.randomUUID() }
  },
  methods: {
    async read() {
      return this.state.key
    },
  },
  alarm() {},
})

export const madeByStart = defineDurableObject({
  createOn: 'change',
  init: () => ({ starts: 0 }),
  start() {
    this.state.starts += 1
  },
  methods: {
    async read() {
      return this.state.starts
    },
  },
})

export const madeByCall = defineDurableObject({
  init: () => ({ key: crypto.randomUUID() }),
  methods: {
    async read() {
      return this.state.key
    },
  },
})

export const unrepeatable = defineDurableObject({
  createOn: 'change',
  init(ctx) {
    if (ctx.id.name === 'clock') return { made: { at: [Date.now()], key: '' } }
    return { made: { at: [0], key: crypto.randomUUID() } }
  },
  methods: {
    async read() {
      return this.state.made.key
    },
  },
})
