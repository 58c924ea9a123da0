import { defineDurableObject } from '@cloudwerk/durable-object'

// biome-ignore lint/suspicious/noExplicitAny: any state
type Any = any

/** Stores whatever a test passes. */
export const limits = defineDurableObject({
  init: (): Record<string, Any> => ({}),
  methods: {
    put(key: string, value: Any) {
      this.state[key] = value
    },
    remove(key: string) {
      delete this.state[key]
    },
    read(key: string) {
      return this.state[key]
    },
    readAll() {
      return { all: this.state, parts: [this.state] }
    },
    stringify() {
      return JSON.stringify(this.state).length
    },
    putKeys(count: number, factor: number) {
      this.state.map ??= new Map()
      this.state.set ??= new Set()
      this.state.object ??= {}
      for (let at = 1; at <= count; at++) {
        const key = String(at * factor)
        this.state.map.set(key, at)
        this.state.set.add(key)
        this.state.object[key] = at
      }
    },
    changeKey(key: string) {
      this.state.map.set(key, -1)
      this.state.object[key] = -1
      const { map, set, object } = this.state
      return [map.size, set.has(key), Object.keys(object).length]
    },
    growUntilRefused() {
      let at = this.state
      let levels = 1
      try {
        for (; levels < 10_000; levels++) {
          at.child = {}
          at = at.child
        }
      } catch {}
      return levels
    },
  },
})
