import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'
import { amountRule, isAmount } from '../amount'

interface Transfer {
  id: string
  to: string
  /** In cents. */
  amount: number
}

/**
 * The money of one owner. A transfer leaves this wallet in one commit and arrives in another one; in between a job
 * carries it.
 */
export default defineDurableObject({
  // Longer than a transfer is tried.
  calls: { reads: ['show'], onceFor: '30d' },

  init: () => ({
    balance: 0,
    isClosed: false,
    /** What has left and whose end is not known yet, by id. */
    onTheWay: {} as Record<string, Transfer>,
    sent: 0,
    received: 0,
    returned: 0,
  }),

  methods: {
    async show() {
      return { ...this.state, onTheWay: Object.values(this.state.onTheWay) }
    },

    async deposit(amount: number) {
      assertAmount(amount)
      this.state.balance += amount
      return this.state.balance
    },

    /** The money leaves the balance in the same commit in which the job is stored that delivers it. */
    async send(to: string, amount: number) {
      assertAmount(amount)
      if (to === this.name) throw new WalletError('A transfer needs two wallets')
      if (amount > this.state.balance) throw new WalletError('Insufficient funds')
      const transfer = { id: crypto.randomUUID(), to, amount }
      this.state.balance -= amount
      this.state.onTheWay[transfer.id] = transfer
      this.jobs.deliver(transfer)
      return transfer.id
    },

    /** Gives whether the wallet takes the money. Called by `once`, with the id of the transfer as the key. */
    async receive(amount: number) {
      if (this.state.isClosed) return false
      this.state.balance += amount
      this.state.received += 1
      return true
    },

    /** From now on transfers to this wallet go back. */
    async close() {
      this.state.isClosed = true
    },
  },

  jobs: {
    deliver: {
      attempts: 8,
      backoff: ['1s', '10m'],
      async run(transfer: Transfer) {
        const isTaken = await this.outside(() => deliver(transfer))
        if (isTaken) this.settle(transfer, 'sent')
        else this.jobs.giveBack(transfer)
      },
      failed(transfer: Transfer) {
        this.jobs.giveBack(transfer)
      },
    },

    giveBack: {
      // Until the other wallet has answered, nobody knows where the money is.
      attempts: 1_000,
      backoff: ['1s', '30m'],
      async run(transfer: Transfer) {
        // An answer may have been lost, so it asks once more: only what was refused comes back.
        const isTaken = await this.outside(() => deliver(transfer))
        if (!isTaken) this.state.balance += transfer.amount
        this.settle(transfer, isTaken ? 'sent' : 'returned')
      },
    },
  },

  helpers: {
    settle({ id }: Transfer, as: 'sent' | 'returned'): void {
      delete this.state.onTheWay[id]
      this.state[as] += 1
    },
  },
})

/** However often it is called for a transfer, the other wallet decides once. */
function deliver({ id, to, amount }: Transfer): Promise<boolean> {
  return durableObjects.Wallet.getByName(to).receive.once(id, amount)
}

class WalletError extends Error {
  readonly code = 'WALLET'
}

function assertAmount(amount: number): void {
  if (!isAmount(amount)) throw new WalletError(amountRule)
}
