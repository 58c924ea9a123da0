import { Place } from './place.ts'
import { type IsEqual, type Select, Selection } from './selection.ts'
import type { ConnectOptions, LivePlace, LiveRoom } from './types.ts'

/** What a place shows, and what is selected of it. */
export interface Observed<Value> {
  /** Calls `run` at once, and with each other value. It connects as long as somebody is subscribed. */
  subscribe(run: (value: Value) => void): () => void
}

export interface Observation<Target, Selected> {
  place: LivePlace<Target>
  options: ConnectOptions<Target>
  select?: Select<Target, Selected>
  isEqual?: IsEqual<Selected>
}

export function observe<Target, Selected>({
  place: at,
  options,
  select,
  isEqual,
}: Observation<Target, Selected>): Observed<LiveRoom<Target> | Selected | undefined> {
  const place = new Place(at, options)
  const selection = new Selection<Target, Selected>()
  const read = () => {
    const room = place.read()
    return select ? selection.of(room.state, select, isEqual) : room
  }
  return {
    subscribe(run) {
      let shown = read()
      run(shown)
      return place.subscribe(() => {
        const next = read()
        if (next === shown) return
        shown = next
        run(next)
      })
    },
  }
}
