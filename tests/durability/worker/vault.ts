import { defineDurableObject } from '@cloudwerk/durable-object'
import type { Backend } from './backend.ts'

type Ending = 'commit' | 'throw' | 'caught' | 'rollback'

interface State {
  moves: number
  left: number
  afterwards: number
}

/** Moves an amount between two keys in a transaction. The state keeps a copy of one of them. */
export function defineVault(backend: Backend) {
  return defineDurableObject({
    ...backend,
    async init(ctx): Promise<State> {
      await ctx.storage.put({ left: 1000, right: 0 })
      return { moves: 0, left: 1000, afterwards: 0 }
    },
    methods: {
      async move(amount: number, ending: Ending) {
        const moving = this.ctx.storage.transaction(async (txn) => {
          const left = ((await txn.get<number>('left')) ?? Number.NaN) - amount
          await txn.put('left', left)
          this.state.left = left
          await new Promise((resolve) => setTimeout(resolve, 1))
          await txn.put('right', ((await txn.get<number>('right')) ?? Number.NaN) + amount)
          this.state.moves += 1
          if (ending === 'throw' || ending === 'caught') throw new Error('on purpose')
          if (ending === 'rollback') txn.rollback()
        })
        await (ending === 'caught' ? moving.catch(() => undefined) : moving)
        await new Promise((resolve) => setTimeout(resolve, 1))
        if (ending === 'commit') this.state.afterwards += 1
      },
      async read() {
        const keys = await this.ctx.storage.get<number>(['left', 'right'])
        return { ...this.state, keys: { left: keys.get('left'), right: keys.get('right') } }
      },
    },
  })
}
