import { defineDurableObject } from '@cloudwerk/durable-object'
import { amountRule, isAmount } from '../amount'

const accountKey = (owner: string) => `account:${owner}`

/** The accounts of one bank, in cents. A transfer happens completely or not at all. */
export default defineDurableObject({
  init: () => ({ transfers: 0 }),

  methods: {
    async balance(owner: string) {
      return (await this.ctx.storage.get<number>(accountKey(owner))) ?? 0
    },

    async deposit(owner: string, amount: number) {
      assertAmount(amount)
      const balance = (await this.ctx.storage.get<number>(accountKey(owner))) ?? 0
      await this.ctx.storage.put(accountKey(owner), balance + amount)
      return balance + amount
    },

    async transfer(from: string, to: string, amount: number) {
      assertAmount(amount)
      if (from === to) throw new Error('A transfer needs two accounts')
      const source = (await this.ctx.storage.get<number>(accountKey(from))) ?? 0
      const target = (await this.ctx.storage.get<number>(accountKey(to))) ?? 0
      await this.ctx.storage.put(accountKey(to), target + amount)
      this.state.transfers += 1
      // Thrown after the first write on purpose: the credit and the count above are undone.
      if (source < amount) throw new Error('Insufficient funds')
      await this.ctx.storage.put(accountKey(from), source - amount)
    },

    /** Must always add up: transfers neither lose nor create money. */
    async audit() {
      const accounts = await this.ctx.storage.list<number>({ prefix: 'account:' })
      const total = [...accounts.values()].reduce((sum, balance) => sum + balance, 0)
      return { accounts: accounts.size, total, transfers: this.state.transfers }
    },
  },
})

function assertAmount(amount: number): void {
  if (!isAmount(amount)) throw new RangeError(`${amountRule}, not ${amount}`)
}
