/**
 * A primitive for Solid.
 *
 * @packageDocumentation
 */
import { type Accessor, createComputed, createSignal, onCleanup } from 'solid-js'
import { observe } from './observe.ts'
import type { IsEqual, Select } from './selection.ts'
import type { ConnectOptions, LivePlace, LiveRoom, LiveTarget } from './types.ts'

/** Connects the component to the object at an address, which may be a signal, as long as it is there. */
export interface UseLive<Target> {
  /** Another value after each change. */
  (place: LivePlace<Target> | Accessor<LivePlace<Target>>): Accessor<LiveRoom<Target>>
  /**
   * Another value when what it selects has changed, by `isEqual` (default: `Object.is`). It is
   * undefined before the first view, and `select` is not called.
   */
  <Selected>(
    place: LivePlace<Target> | Accessor<LivePlace<Target>>,
    select: Select<Target, Selected>,
    isEqual?: IsEqual<Selected>,
  ): Accessor<Selected | undefined>
}

/**
 * A primitive for one kind of object. All components of an address share a connection, which is closed
 * 0.5 s after the last one left.
 */
export function liveHook<Target extends LiveTarget>(
  options: ConnectOptions<Target> = {},
): UseLive<Target> {
  function useLive<Selected>(
    at: LivePlace<Target> | Accessor<LivePlace<Target>>,
    select?: Select<Target, Selected>,
    isEqual?: IsEqual<Selected>,
  ): Accessor<LiveRoom<Target> | Selected | undefined> {
    const [shown, show] = createSignal<LiveRoom<Target> | Selected | undefined>()
    createComputed(() => {
      const place = typeof at === 'function' ? at() : at
      const observed = observe({ place, options, select, isEqual })
      // A function would be taken for an update.
      onCleanup(observed.subscribe((value) => show(() => value)))
    })
    return shown
  }
  // One function cannot be declared with two kinds of results.
  return useLive as UseLive<Target>
}
