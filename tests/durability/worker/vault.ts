import { defineDurableObject } from '@cloudwerk/durable-object'

interface State {
  moves: number
  left: number
  afterwards: number
}

export type Ending = 'commit' | 'throw' | 'rollback'

/** An amount moves between two keys, and the state keeps what one of them holds. */
const parts = {
  async init(ctx: { storage: DurableObjectStorage }): Promise<State> {
    await ctx.storage.put({ left: 1000, right: 0 })
    return { moves: 0, left: 1000, afterwards: 0 }
  },
}

export const vault = defineDurableObject({
  ...parts,
  methods: {
    async move(amount: number, ending: Ending) {
      await this.ctx.storage.transaction(async (txn) => {
        const left = ((await txn.get<number>('left')) ?? Number.NaN) - amount
        await txn.put('left', left)
        this.state.left = left
        await new Promise((resolve) => setTimeout(resolve, 1))
        await txn.put('right', ((await txn.get<number>('right')) ?? Number.NaN) + amount)
        this.state.moves += 1
        if (ending === 'throw') throw new Error('on purpose')
        if (ending === 'rollback') txn.rollback()
      })
      if (ending === 'commit') this.state.afterwards += 1
    },
    async read() {
      const stored = await this.ctx.storage.get<number>(['left', 'right'])
      return { state: { ...this.state }, left: stored.get('left'), right: stored.get('right') }
    },
  },
})
