import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'

interface State {
  value: number
  initialised: number
}

const failed = new Set<string>()

export const basics = defineDurableObject({
  async init(ctx): Promise<State> {
    if (ctx.id.name === 'fails once' && !failed.has(ctx.id.name)) {
      failed.add(ctx.id.name)
      await ctx.storage.put('left over', true)
      throw new Error('init failed')
    }
    // Gives other calls the chance to run.
    await new Promise((resolve) => setTimeout(resolve, 5))
    const runs = ((await ctx.storage.get<number>('init runs')) ?? 0) + 1
    await ctx.storage.put('init runs', runs)
    return { value: 0, initialised: runs }
  },

  methods: {
    async increment(amount = 1) {
      this.state.value += amount
      return this.state.value
    },
    /** Loses increments unless calls take turns. */
    async incrementSlowly() {
      const { value } = this.state
      await new Promise((resolve) => setTimeout(resolve, 2))
      this.state.value = value + 1
      return this.state.value
    },
    async incrementTwice() {
      await this.increment()
      return this.increment()
    },
    async incrementAndThrow() {
      this.state.value += 100
      throw new RangeError('no further')
    },
    async read() {
      return { ...this.state }
    },
    async stored(key: string) {
      return this.ctx.storage.get(key)
    },
    async replace(value: number) {
      this.state = { ...this.state, value }
    },
    async viaHelper() {
      return this.double(this.state.value)
    },
    async identity() {
      return { id: this.id, name: this.name }
    },
    /** An object that calls another, which calls a third. */
    async incrementChain(names: string[]): Promise<number> {
      const [next, ...rest] = names
      if (next) return durableObjects.Basics?.getByName(next).incrementChain(rest)
      return this.increment()
    },
    async armAlarm(other: string) {
      this.ctx.storage.put('other', other)
      await this.ctx.storage.setAlarm(Date.now() + 60_000)
    },
    async sqlIsOff() {
      return this.ctx.sql.exec('SELECT 1').toArray()
    },
    async unknownObject() {
      return durableObjects.Basix?.getByName('x').read()
    },
  },

  helpers: {
    double: (value: number) => value * 2,
  },

  async alarm() {
    const other = await this.ctx.storage.get<string>('other')
    await durableObjects.Basics?.getByName(other ?? '').increment(7)
    this.state.value = -1
  },
})

export const legacy = defineDurableObject({
  sqlite: false,
  init: () => ({ value: 0 }),
  async fetch(request) {
    const { pathname } = new URL(request.url)
    if (request.method === 'POST') {
      const body = await request.json()
      this.state.value += body.amount
    }
    return Response.json({ pathname, value: this.state.value })
  },
})
