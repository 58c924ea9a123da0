import type { Guess } from './calls/pending-calls.ts'
import { LiveStore } from './live-store.ts'
import type { ConnectOptions, LiveCalls, LiveObject, LiveTarget } from './types.ts'

/**
 * Connects a page to an object through a route that exports `live()` of `@cloudwerk/core`. The type
 * argument is the object's name in `LiveObjects`, which the build of the app fills, or a `LiveShape`.
 *
 * A lost connection is opened again by itself; `room.status` tells.
 *
 * @throws TypeError for a relative address outside a page.
 */
export function connect<Target extends LiveTarget>(
  url: string,
  options: ConnectOptions<Target> = {},
): LiveObject<Target> {
  const store = new LiveStore(url, options as ConnectOptions<unknown>)
  store.reconnect()
  // The store knows no names of methods, so calls are typed here.
  return Object.assign(store, {
    calls: callsOf<Target>(store.call, options.optimistic),
  }) as unknown as LiveObject<Target>
}

/** A function for each method, the same one each time. */
export function callsOf<Target>(
  call: LiveStore['call'],
  guesses: ConnectOptions<Target>['optimistic'] = {},
): LiveCalls<Target> {
  const known = new Map<string, unknown>()
  return new Proxy({} as LiveCalls<Target>, {
    get(_, name) {
      // Nor a promise: `await` asks for `then`.
      if (typeof name === 'symbol' || name === 'then') return undefined
      const guess = Object.hasOwn(guesses, name)
        ? (guesses as Record<string, Guess>)[name]
        : undefined
      if (!known.has(name)) known.set(name, (...args: unknown[]) => call(name, args, guess))
      return known.get(name)
    },
  })
}
