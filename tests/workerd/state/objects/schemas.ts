import { defineDurableObject } from '@cloudwerk/durable-object'
import { type } from 'arktype'
import * as v from 'valibot'
import * as z from 'zod'

interface Cart {
  owner: string
  items: { name: string; amount: number }[]
}

const good = (): Cart => ({ owner: 'ann', items: [{ name: 'pen', amount: 1 }] })

/** The same object for each library. */
const parts = {
  methods: {
    read(this: { state: Cart }) {
      return this.state
    },
    add(this: { state: Cart }, name: string, amount: number) {
      this.state.items.push({ name, amount })
      return this.state.items.length
    },
    async breakTwo(this: { state: Cart; broadcast(message: unknown): void }) {
      this.broadcast('not sent')
      this.state.items.push({ name: 'x', amount: -1 })
      this.state.owner = 5 as unknown as string
    },
    async outsideWithBad(this: { state: Cart; outside(fn: () => unknown): Promise<unknown> }) {
      this.state.items.push({ name: 'x', amount: -1 })
      await this.outside(() => 1)
    },
    async transactWithBad(this: { state: Cart; ctx: { storage: DurableObjectStorage } }) {
      await this.ctx.storage.transaction(async (txn) => {
        await txn.put('key', 1)
        this.state.items.push({ name: 'x', amount: -1 })
      })
    },
    async renew(this: { state: Cart; ctx: { storage: DurableObjectStorage } }, amount: number) {
      await this.ctx.storage.deleteAll()
      this.state = { owner: 'bob', items: [{ name: 'cup', amount }] }
    },
    async key(this: { ctx: { storage: DurableObjectStorage } }) {
      return this.ctx.storage.get('key')
    },
  },
}

const zodSchema = z.object({
  owner: z.string(),
  items: z.array(z.object({ name: z.string(), amount: z.number().min(0) })),
})

export const zodCart = defineDurableObject({ schema: zodSchema, init: good, ...parts })

export const valibotCart = defineDurableObject({
  schema: v.object({
    owner: v.string(),
    items: v.array(v.object({ name: v.string(), amount: v.pipe(v.number(), v.minValue(0)) })),
  }),
  init: good,
  ...parts,
})

export const arktypeCart = defineDurableObject({
  schema: type({ owner: 'string', items: type({ name: 'string', amount: 'number>=0' }).array() }),
  init: good,
  ...parts,
})

export const badInit = defineDurableObject({
  schema: zodSchema,
  async init(ctx) {
    await ctx.storage.put('key', 1)
    return { owner: 'ann', items: [{ name: 'x', amount: -1 }] }
  },
  methods: {
    read() {
      return this.state
    },
  },
})

/** Its init returns the input of the schema; the state is the output. */
export const schemaDefaults = defineDurableObject({
  schema: z.object({ count: z.number().default(7), name: z.string().trim().optional() }),
  methods: {
    read() {
      return this.state
    },
  },
})

export const asyncSchema = defineDurableObject({
  schema: z.object({ n: z.number().refine(async () => true) }),
  init: () => ({ n: 1 }),
  methods: {
    read() {
      return this.state
    },
  },
})
