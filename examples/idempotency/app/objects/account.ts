import { defineDurableObject } from '@cloudwerk/durable-object'

/** Charges, which must not happen twice. */
export default defineDurableObject({
  init: () => ({ charges: [] as { amount: number; at: number }[] }),

  methods: {
    async charge(amount: number) {
      if (!Number.isSafeInteger(amount) || amount <= 0) throw new RangeError('Charge whole cents')
      this.state.charges.push({ amount, at: Date.now() })
      return { charge: this.state.charges.length, amount }
    },

    async getCharges() {
      return this.state.charges
    },
  },
})
