import { defineDurableObject } from '@cloudwerk/durable-object'

export interface CartItem {
  productId: string
  quantity: number
}

/** What carts of version 1 stored. */
interface Version1 {
  items: CartItem[]
  orderId: string
}

/** One visitor's cart. Its orders are rows in D1, which all carts share. */
export default defineDurableObject({
  init: () => ({
    /** By product. */
    quantities: new Map<string, number>(),
    /** Chosen before the order is written, so that a second try of a checkout writes the same order. */
    orderId: crypto.randomUUID() as string,
  }),

  versions: {
    version: 2,
    migrate: {
      2({ items, orderId }: Version1) {
        return {
          quantities: new Map(items.map(({ productId, quantity }) => [productId, quantity])),
          orderId,
        }
      },
    },
  },

  methods: {
    async getItems() {
      return this.items()
    },

    async addItem(productId: string, quantity = 1) {
      if (!Number.isInteger(quantity) || quantity < 1) {
        throw new RangeError(`A quantity is 1, 2, 3, …, not ${quantity}`)
      }
      const { quantities } = this.state
      quantities.set(productId, (quantities.get(productId) ?? 0) + quantity)
      return this.items()
    },

    async removeItem(productId: string) {
      this.state.quantities.delete(productId)
      return this.items()
    },

    /** Writes the order and empties the cart; null if it is empty. If D1 fails, the cart stays as it was. */
    async checkout() {
      const { orderId } = this.state
      const items = this.items()
      if (items.length === 0) return null
      const insert = this.ctx.env.DB.prepare(
        'INSERT OR IGNORE INTO order_items (order_id, product_id, quantity) VALUES (?, ?, ?)',
      )
      await this.ctx.env.DB.batch(
        items.map(({ productId, quantity }) => insert.bind(orderId, productId, quantity)),
      )
      this.state = { quantities: new Map(), orderId: crypto.randomUUID() }
      return { orderId }
    },
  },

  helpers: {
    items(): CartItem[] {
      return [...this.state.quantities].map(([productId, quantity]) => ({ productId, quantity }))
    },
  },
})
