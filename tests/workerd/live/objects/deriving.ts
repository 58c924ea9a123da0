import { defineDurableObject } from '@cloudwerk/durable-object'

interface Viewer {
  user: string
}

interface Order {
  by: string
  price: number
}

/** Pages see of its orders only what `derive` makes of them. */
export const deriving = defineDurableObject({
  init: () => ({ open: true, orders: [] as Order[], notes: {} as Record<string, string>, runs: 0 }),
  methods: {
    order(by: string, price: number) {
      this.state.orders.push({ by, price })
    },
    note(by: string, text: string) {
      this.state.notes[by] = text
    },
    toggle() {
      this.state.open = !this.state.open
    },
    addKey() {
      const state: Record<string, unknown> = this.state
      state.late = 'late'
    },
  },
  live: {
    view: { open: true, late: true } as { open: true },
    derive(state: { orders: Order[]; notes: Record<string, string> }, { user }: Viewer) {
      if (user === 'changer') state.orders.pop()
      if (user === 'long') return { text: 'x'.repeat(70_000) }
      if (user === 'same name') return { open: false }
      const own = state.orders.filter(({ by }) => by === user)
      const note = state.notes[user]
      return {
        total: own.reduce((sum, { price }) => sum + price, 0),
        ...(note !== undefined && { note }),
        others: state.orders.length - own.length,
      }
    },
  },
})
