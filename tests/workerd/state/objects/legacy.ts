import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from '../../objects/sleep.ts'

let inits = 0

/** On the key-value backend, where the state is kept under reserved keys. */
export const keyValue = defineDurableObject({
  sqlite: false,
  async init(ctx) {
    inits += 1
    await ctx.storage.put('init', true)
    if (ctx.id.name === 'fails once' && inits++ < 1_000) {
      inits += 1_000
      throw new Error('init failed')
    }
    return { list: [] as string[], text: '', bytes: new ArrayBuffer(0), byName: new Map() }
  },
  methods: {
    read() {
      return this.state
    },
    async stay(label: string) {
      this.state.list.push(`${label} in`)
      await sleep(1)
      this.state.list.push(`${label} out`)
    },
    async changeAndThrow() {
      this.state.list.push('undone')
      this.state.byName.set('a', 1)
      await sleep(1)
      await this.ctx.storage.put('undone', true)
      throw new Error('undone')
    },
    changeEverything() {
      this.state.byName.set('a', { deep: [1] })
      this.state.byName.get('a').deep.push(2)
      this.state.list.push('x', 'y')
      this.state.list.sort().reverse()
    },
    fill(size: number, unit = 'x') {
      this.state.text = unit.repeat(size)
    },
    fillBytes(size: number) {
      this.state.bytes = new Uint8Array(size).fill(7).buffer
    },
    sizes() {
      return [
        this.state.text.length,
        new Uint8Array(this.state.bytes).filter((b) => b === 7).length,
      ]
    },
    async put(key: string, value: unknown) {
      await this.ctx.storage.put(key, value)
    },
    async putMany(count: number) {
      const keys = Array.from({ length: count }, (_, n) => [`k${n}`, n])
      await this.ctx.storage.put(Object.fromEntries(keys))
    },
    async keys(options?: DurableObjectListOptions) {
      return [...(await this.ctx.storage.list(options)).keys()]
    },
    async get(key: string) {
      return this.ctx.storage.get(key)
    },
    async transact(outcome: 'commit' | 'throw' | 'rollback') {
      this.state.list.push('before')
      const done = this.ctx.storage.transaction(async (txn) => {
        this.state.list.push('within')
        await txn.put('by txn', true)
        await this.ctx.storage.put('by storage', true)
        await sleep(1)
        if (outcome === 'throw') throw new Error('no')
        if (outcome === 'rollback') txn.rollback()
        return this.ctx.storage.get('by txn')
      })
      return done.catch((error) => error.message)
    },
    async nestedTransaction() {
      await this.ctx.storage.transaction(async (outer) => {
        await outer.put('outer', true)
        const inner = this.ctx.storage.transaction(async (txn) => {
          await txn.put('inner', true)
          throw new Error('no')
        })
        await inner.catch(() => undefined)
      })
    },
    async deleteAll() {
      await this.ctx.storage.deleteAll()
    },
    async renew(list: string[], fails: boolean) {
      const { state } = this
      await this.ctx.storage.deleteAll()
      this.state = { ...state, list }
      await this.ctx.storage.put('after', 1)
      if (fails) throw new Error('undone')
    },
  },
})
