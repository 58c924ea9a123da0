import { defineDurableObject } from '@cloudwerk/durable-object'
import type { Backend } from './backend.ts'

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

/** A log in which each entry changes several parts of the state, which must stay consistent. */
export function defineJournal(backend: Backend, { history }: { history?: '15m' } = {}) {
  return defineDurableObject({
    ...backend,
    ...(history && {
      live: { view: { total: true, last: true, kept: true, placeOf: true }, history },
    }),
    init(): State {
      return { total: 0, last: null, kept: [], placeOf: new Map() }
    },
    methods: {
      async append(id: string) {
        return append(this.state, id)
      },
      async appendAndFail(id: string) {
        append(this.state, id)
        throw new Error('on purpose')
      },
      async read() {
        const { total, last, kept, placeOf } = this.state
        return { total, last, kept, placeOf: [...placeOf] }
      },
    },
  })
}

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
