import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { sleep } from '../../objects/sleep.ts'

export interface Step {
  do: 'put' | 'putMany' | 'delete' | 'deleteMany' | 'setAlarm' | 'deleteAlarm'
  keys: string[]
  value?: unknown
}

const countsUp = z.object({ changed: z.number().min(0) })

/** Writes keys and the alarm in every way there is, and returns what a handler sees. */
export const keys = defineDurableObject({
  init: () => ({ changed: 0 }),
  schema: countsUp,
  methods: {
    /** Returns what the handler sees after its own writes, unless it ends in a failure. */
    async perform(steps: Step[], lists: DurableObjectListOptions[], end = 'commit') {
      for (const step of steps) await this.apply(step)
      const seen = await this.see(lists)
      if (end === 'throw') throw new Error('thrown')
      if (end === 'refused') this.state.changed = -1
      return seen
    },
    async see(lists: DurableObjectListOptions[]) {
      const { storage } = this.ctx
      const listed = []
      for (const options of lists) listed.push([...(await storage.list(options))])
      const found = await storage.get(['b', 'none', 'a', '\u{1f600}', '\uffff'])
      return { listed, found: [...found], alarm: await storage.getAlarm() }
    },
    async contents() {
      const alarm = await this.ctx.storage.getAlarm()
      const entries = [...(await this.ctx.storage.list()).keys()]
      return { keys: entries, hasAlarm: alarm !== null, changed: this.state.changed }
    },
    async kvSees(options: SyncKvListOptions) {
      const { kv } = this.ctx.storage
      kv.put('ka', 1)
      kv.put('kb', 2)
      kv.delete('ka')
      const live = kv.list(options)
      kv.put('kc', 3)
      return [[...live], kv.get('kb'), kv.get('ka')]
    },
    async counts() {
      const { storage } = this.ctx
      await storage.put({ a: 1, b: 2 })
      return [
        await storage.delete('a'),
        await storage.delete('a'),
        await storage.delete('none'),
        await storage.delete(['a', 'b', 'b', 'none']),
        storage.kv.delete('none'),
      ]
    },
    async copies() {
      const value = { list: [1] }
      await this.ctx.storage.put('value', value)
      value.list.push(2)
      const first = await this.ctx.storage.get<typeof value>('value')
      first?.list.push(3)
      return this.ctx.storage.get('value')
    },
    async putUndefined(how: 'one' | 'kv' | 'entries') {
      const { storage } = this.ctx
      if (how === 'entries') await storage.put({ a: 1, c: undefined })
      if (how === 'one') await storage.put('c', undefined)
      if (how === 'kv') storage.kv.put('c', undefined)
      return [...(await storage.list()).keys()]
    },
    async putOneThatFails() {
      const failed = this.ctx.storage.put({ a: 1, b: () => 1 })
      const error = await failed.catch((reason: Error) => reason)
      return [String(error), [...(await this.ctx.storage.list()).keys()]]
    },
    async fill(count: number, size: number) {
      for (let at = 0; at < count; at++) await this.ctx.storage.put(`k${at}`, 'x'.repeat(size))
    },
    async fillWithSync(count: number, size: number) {
      for (let at = 0; at < count; at++) {
        await this.ctx.storage.put(`k${at}`, 'x'.repeat(size))
        if (at % 5 === 4) await this.ctx.storage.sync()
      }
    },
    async syncAndThrow() {
      this.state.changed += 1
      await this.ctx.storage.put('before', true)
      await this.ctx.storage.setAlarm(Date.now() + 1e6)
      await this.ctx.storage.sync()
      this.state.changed += 1
      await this.ctx.storage.put('after', true)
      throw new Error('later')
    },
    async outsideAndThrow() {
      await this.ctx.storage.put('before', true)
      await this.outside(() => sleep(1))
      await this.ctx.storage.put('after', true)
      throw new Error('later')
    },
    async savepoint() {
      await this.ctx.storage.put('before', true)
      const failed = this.transaction(async () => {
        await this.ctx.storage.put('within', true)
        await this.ctx.storage.delete('before')
        await this.ctx.storage.setAlarm(Date.now() + 1e6)
        throw new Error('no')
      })
      await failed.catch(() => undefined)
      return this.contents()
    },
    async syncWithin() {
      await this.transaction(() => this.ctx.storage.sync())
    },
    async useAfterRollback(what: 'rolled back' | 'ended') {
      let kept: DurableObjectTransaction | undefined
      await this.ctx.storage.transaction(async (txn) => {
        kept = txn
        if (what === 'rolled back') txn.rollback()
        if (what === 'rolled back') await txn.put('a', 1)
      })
      await kept?.put('a', 1)
    },
    async deleteAll() {
      await this.ctx.storage.put('before', true)
      await this.ctx.storage.setAlarm(Date.now() + 1e6)
      await this.ctx.storage.deleteAll()
      await this.ctx.storage.put('after', true)
    },
  },
  helpers: {
    async apply({ do: what, keys: names, value }: Step) {
      const { storage } = this.ctx
      this.state.changed += 1
      if (what === 'put') for (const name of names) await storage.put(name, value)
      if (what === 'putMany') {
        await storage.put(Object.fromEntries(names.map((name) => [name, value])))
      }
      if (what === 'delete') for (const name of names) await storage.delete(name)
      if (what === 'deleteMany') await storage.delete(names)
      if (what === 'setAlarm') await storage.setAlarm(Number(value))
      if (what === 'deleteAlarm') await storage.deleteAlarm()
    },
  },
  alarm() {},
})

/** The same on the key-value backend, which has no storage.kv. */
export const legacyKeys = defineDurableObject({ ...keys, sqlite: false })
