import { liveHook } from '@cloudwerk/client/react'

/** The list at an address. What a call will do is shown at once, and taken back if it fails. */
export const useList = liveHook<'List'>({
  optimistic: {
    add(state, id, text) {
      state.items.push({ id, text, done: false })
    },
    setDone(state, id, done) {
      for (const item of state.items) if (item.id === id) item.done = done
    },
    remove(state, id) {
      state.items = state.items.filter((item) => item.id !== id)
    },
  },
})
