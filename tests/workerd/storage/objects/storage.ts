import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from '../../objects/sleep.ts'

export const storing = defineDurableObject({
  init: () => ({ value: 0 }),
  methods: {
    async put(entries: Record<string, unknown>) {
      await this.ctx.storage.put(entries)
    },
    async get(keys: string | string[]) {
      return typeof keys === 'string' ? this.ctx.storage.get(keys) : this.ctx.storage.get(keys)
    },
    async delete(keys: string | string[]) {
      return typeof keys === 'string'
        ? this.ctx.storage.delete(keys)
        : this.ctx.storage.delete(keys)
    },
    async list(options?: DurableObjectListOptions) {
      return [...(await this.ctx.storage.list(options)).keys()]
    },
    async synchronous() {
      const { kv } = this.ctx.storage
      kv.put('one', new Map([['a', 1]]))
      const before = kv.get('one')
      kv.delete('one')
      return { before, after: kv.get('one') }
    },
    async putLongKey(kind: 'kv' | 'storage') {
      const { storage } = this.ctx
      const key = 'é'.repeat(1_025)
      if (kind === 'kv') storage.kv.put(key, 1)
      else await storage.put(key, 1)
    },
    async putState() {
      await this.ctx.storage.put('state', this.state)
      await this.ctx.storage.put({ nested: { state: this.state } })
      return [await this.ctx.storage.get('state'), await this.ctx.storage.get('nested')]
    },
    async putUnawaited() {
      this.state.value = 99
      void this.ctx.storage.put('bad', () => 1)
      return 'answered'
    },
    async setAlarm(time: number | Date) {
      await this.ctx.storage.setAlarm(time)
    },
    async setNoTime(kind: 'nan' | 'infinite' | 'text') {
      const time = { nan: Number.NaN, infinite: Number.POSITIVE_INFINITY, text: 'soon' }[kind]
      await this.ctx.storage.setAlarm(time as number)
    },
    async alarmAt() {
      return this.ctx.storage.getAlarm()
    },
    async deleteAlarm() {
      await this.ctx.storage.deleteAlarm()
    },
    async change() {
      this.state.value += 1
      return this.name
    },
    async value() {
      return this.state.value
    },
    async who() {
      return { id: this.id, name: this.name }
    },
    async reset(reason = 'reset by the test', options?: DurableObjectAbortOptions) {
      this.ctx.abort(reason, options)
    },
  },
})

export const ringing = defineDurableObject({
  init: () => ({ rung: 0, retries: [] as number[] }),
  methods: {
    async setAlarm(time: number | Date) {
      await this.ctx.storage.setAlarm(time)
    },
    async setNoTime(kind: 'nan' | 'infinite' | 'text' | 'negative' | 'late') {
      const times = { nan: Number.NaN, infinite: Infinity, text: 'soon', negative: -1, late: 1e15 }
      await this.ctx.storage.setAlarm(times[kind] as number)
    },
    async alarmAt() {
      return this.ctx.storage.getAlarm()
    },
    async deleteAlarm() {
      await this.ctx.storage.deleteAlarm()
    },
    async undoAlarm(kind: 'transaction' | 'transactionSync') {
      await sleep(50)
      const { storage } = this.ctx
      const replace = () => {
        void storage.setAlarm(Date.now() + 60_000)
        throw new Error('undone')
      }
      try {
        if (kind === 'transactionSync') storage.transactionSync(replace)
        else await storage.transaction(async () => replace())
      } catch {}
    },
    async read() {
      return this.state
    },
  },
  async alarm(info) {
    this.state.rung += 1
    this.state.retries.push(info?.retryCount ?? -1)
    if (this.state.retries.length === 1 && info?.retryCount === 0 && this.name === 'fails') {
      throw new Error('the first time')
    }
  },
})
