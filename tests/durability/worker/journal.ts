import { defineDurableObject } from '@cloudwerk/durable-object'

interface Entry {
  id: string
  place: number
}

interface State {
  total: number
  last: Entry | null
  kept: Entry[]
  placeOf: Map<string, number>
}

const parts = {
  init(): State {
    return { total: 0, last: null, kept: [], placeOf: new Map() }
  },
  methods: {
    /** Several places change; all of them belong together. */
    async append(this: { state: State }, id: string) {
      return append(this.state, id)
    },
    async appendAndFail(this: { state: State }, id: string) {
      append(this.state, id)
      throw new Error('on purpose')
    },
    async read(this: { state: State }) {
      const { total, last, kept, placeOf } = this.state
      return { total, last, kept, placeOf: [...placeOf] }
    },
  },
}

export const journal = defineDurableObject({ ...parts })
export const keyValueJournal = defineDurableObject({ ...parts, sqlite: false })

function append(state: State, id: string): number {
  state.total += 1
  const entry = { id, place: state.total }
  state.kept.push(entry)
  state.placeOf.set(id, entry.place)
  state.last = { ...entry }
  if (state.kept.length > 150) {
    for (const { id } of state.kept.slice(0, -100)) state.placeOf.delete(id)
    state.kept = state.kept.slice(-100)
  }
  return entry.place
}
