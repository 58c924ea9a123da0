/**
 * Stores for Svelte.
 *
 * @packageDocumentation
 */
import { type Observed, observe } from './observe.ts'
import type { IsEqual, Select } from './selection.ts'
import type { ConnectOptions, LivePlace, LiveRoom, LiveTarget } from './types.ts'

/** A store of Svelte: `$room` in a component. */
export interface LiveReadable<Value> {
  /** Calls `run` at once and with each other value; returns a function that ends it. */
  subscribe(run: (value: Value) => void): () => void
}

/** Stores of the object at an address. They are connected while somebody is subscribed. */
export interface LiveStores<Target> {
  /** Has another value after each change. */
  (place: LivePlace<Target>): LiveReadable<LiveRoom<Target>>
  /**
   * Has another value when what it selects has changed, by `isEqual` (default: `Object.is`). It is
   * undefined before the first view, and `select` is not called.
   */
  <Selected>(
    place: LivePlace<Target>,
    select: Select<Target, Selected>,
    isEqual?: IsEqual<Selected>,
  ): LiveReadable<Selected | undefined>
}

/**
 * Stores for one kind of object. All stores of an address share a connection, which is closed 0.5 s
 * after the last subscriber left.
 */
export function liveStore<Target extends LiveTarget>(
  options: ConnectOptions<Target> = {},
): LiveStores<Target> {
  function storeOf<Selected>(
    place: LivePlace<Target>,
    select?: Select<Target, Selected>,
    isEqual?: IsEqual<Selected>,
  ): Observed<LiveRoom<Target> | Selected | undefined> {
    return observe({ place, options, select, isEqual })
  }
  // One function cannot be declared with two kinds of results.
  return storeOf as LiveStores<Target>
}
