import { callsOf } from './connect.ts'
import { LiveStore } from './live-store.ts'
import type { ConnectOptions, LiveObject, LivePlace, LiveRoom, StateOf } from './types.ts'

interface Shared {
  readonly store: LiveStore
  places: number
  closing?: ReturnType<typeof setTimeout>
}

/** By address. In it as long as somebody is subscribed, and a little longer. */
const shared = new Map<string, Shared>()

/** Until then a place that was left may be entered again: React's StrictMode, a change of the route. */
const keptFor = 500

/** A place in a page that shows an object. All places of an address share one connection. */
export class Place<Target> {
  /** What it shows on a server, and at first in the page. */
  readonly first: LiveRoom<Target>
  readonly #url: string
  /** Becomes that of all places if this is the first one that subscribes. */
  readonly #own: LiveStore
  #last: LiveRoom<Target>

  constructor(place: LivePlace<Target>, options: ConnectOptions<Target>) {
    const { url, from: view } = typeof place === 'string' ? { url: place } : place
    this.#url = url
    // A store does not know the types of its object.
    const { from, WebSocket, version } = options as ConnectOptions<unknown>
    this.#own = new LiveStore(url, { from: view ?? from, WebSocket, version })
    this.first = {
      ...this.#fields(this.#own),
      calls: callsOf<Target>((...call) => this.#store.call(...call), options.optimistic),
      setPresence: (presence) => this.#store.setPresence(presence),
      // The store knows no names of events.
      on: ((name, listener) => this.#store.on(name, listener as never)) as LiveObject<Target>['on'],
      reconnect: () => this.#store.reconnect(),
    }
    this.#last = this.first
  }

  get #store(): LiveStore {
    return shared.get(this.#url)?.store ?? this.#own
  }

  /** One object until something of it has changed. */
  readonly read = (): LiveRoom<Target> => {
    const now = this.#fields(this.#store)
    const keys = Object.keys(now) as (keyof typeof now)[]
    if (keys.some((key) => now[key] !== this.#last[key])) this.#last = { ...this.#last, ...now }
    return this.#last
  }

  /** Connects, if no other place has; not on a server, where nothing would close the connection. */
  readonly subscribe = (listener: () => void): (() => void) => {
    if (!('window' in globalThis)) return () => {}
    const entry = shared.get(this.#url) ?? { store: this.#own, places: 0 }
    shared.set(this.#url, entry)
    clearTimeout(entry.closing)
    if (entry.places++ === 0) entry.store.reconnect()
    const stop = entry.store.subscribe(listener)
    return () => {
      stop()
      if (--entry.places === 0) this.#closeSoon(entry)
    }
  }

  #closeSoon(entry: Shared): void {
    entry.closing = setTimeout(() => {
      // What was called on the way out is still answered.
      if (entry.store.isBusy) return this.#closeSoon(entry)
      shared.delete(this.#url)
      entry.store.close()
    }, keptFor)
  }

  #fields({ status, error, others, otherCount, getSnapshot }: LiveStore) {
    // A store does not know the types of its object.
    const state = getSnapshot() as StateOf<Target> | undefined
    return {
      state,
      status,
      error,
      others: others as LiveRoom<Target>['others'],
      otherCount,
    }
  }
}
