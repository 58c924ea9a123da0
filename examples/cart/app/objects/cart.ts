import { defineDurableObject } from '@cloudwerk/durable-object'

export interface CartItem {
  productId: string
  quantity: number
}

/** One visitor's cart. Its orders are rows in D1, which all carts share. */
export default defineDurableObject({
  init: () => ({
    items: [] as CartItem[],
    /** Chosen before the order is written, so that a second try of a checkout writes the same order. */
    orderId: crypto.randomUUID() as string,
  }),

  methods: {
    async getItems() {
      return this.state.items
    },

    async addItem(productId: string, quantity = 1) {
      if (!Number.isInteger(quantity) || quantity < 1) {
        throw new RangeError(`A quantity is 1, 2, 3, …, not ${quantity}`)
      }
      const item = this.state.items.find((known) => known.productId === productId)
      if (item) item.quantity += quantity
      else this.state.items.push({ productId, quantity })
      return this.state.items
    },

    async removeItem(productId: string) {
      this.state.items = this.state.items.filter((item) => item.productId !== productId)
      return this.state.items
    },

    /** Writes the order and empties the cart; null if it is empty. If D1 fails, the cart stays as it was. */
    async checkout() {
      const { items, orderId } = this.state
      if (items.length === 0) return null
      const insert = this.ctx.env.DB.prepare(
        'INSERT OR IGNORE INTO order_items (order_id, product_id, quantity) VALUES (?, ?, ?)',
      )
      await this.ctx.env.DB.batch(
        items.map(({ productId, quantity }) => insert.bind(orderId, productId, quantity)),
      )
      this.state = { items: [], orderId: crypto.randomUUID() }
      return { orderId }
    },
  },
})
