import { defineDurableObject } from '@cloudwerk/durable-object'

const prefix = 'pref:'

/**
 * One user's preferences, each under its own key: values of any kind and size, read one by one
 * without loading the rest, or all together.
 */
export default defineDurableObject({
  methods: {
    async setPreference(name: string, value: unknown) {
      await this.ctx.storage.put(prefix + name, value)
    },

    /** Several at once: all of them or, if one cannot be stored, none. */
    async setPreferences(values: Record<string, unknown>) {
      const entries = Object.entries(values).map(([name, value]) => [prefix + name, value])
      await this.ctx.storage.put(Object.fromEntries(entries))
    },

    async getPreference(name: string) {
      return this.ctx.storage.get(prefix + name)
    },

    async getAllPreferences() {
      const stored = await this.ctx.storage.list({ prefix })
      const named = [...stored].map(([key, value]) => [key.slice(prefix.length), value])
      return Object.fromEntries(named) as Record<string, unknown>
    },

    /** Whether there was one. */
    async deletePreference(name: string) {
      return this.ctx.storage.delete(prefix + name)
    },

    async clearPreferences() {
      const stored = await this.ctx.storage.list({ prefix })
      return this.ctx.storage.delete([...stored.keys()])
    },
  },
})
