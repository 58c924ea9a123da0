/**
 * A hook for React.
 *
 * @packageDocumentation
 */
import { useMemo, useSyncExternalStore } from 'react'
import { Place } from './place.ts'
import { type IsEqual, type Select, Selection } from './selection.ts'
import type { ConnectOptions, LivePlace, LiveRoom, LiveTarget } from './types.ts'

/** Connects the component to the object at an address, as long as it is mounted. */
export interface UseLive<Target> {
  /** Renders after each change. */
  (place: LivePlace<Target>): LiveRoom<Target>
  /**
   * Renders when what it selects has changed, by `isEqual` (default: `Object.is`). It is undefined
   * before the first view, and `select` is not called.
   */
  <Selected>(
    place: LivePlace<Target>,
    select: Select<Target, Selected>,
    isEqual?: IsEqual<Selected>,
  ): Selected | undefined
}

/**
 * A hook for one kind of object. All components of an address share a connection, which is opened when
 * the first one is mounted and closed 0.5 s after the last one left.
 */
export function liveHook<Target extends LiveTarget>(
  options: ConnectOptions<Target> = {},
): UseLive<Target> {
  function useLive<Selected>(
    at: LivePlace<Target>,
    select?: Select<Target, Selected>,
    isEqual?: IsEqual<Selected>,
  ): LiveRoom<Target> | Selected | undefined {
    const url = typeof at === 'string' ? at : at.url
    // biome-ignore lint/correctness/useExhaustiveDependencies: a view is only the first one, whatever it is later.
    const place = useMemo(() => new Place(at, options), [url])
    // biome-ignore lint/correctness/useExhaustiveDependencies: one selection for each place.
    const selection = useMemo(() => new Selection<Target, Selected>(), [place])
    const show = (room: LiveRoom<Target>) =>
      select ? selection.of(room.state, select, isEqual) : room
    return useSyncExternalStore(
      place.subscribe,
      () => show(place.read()),
      () => show(place.first),
    )
  }
  // One function cannot be declared with two kinds of results.
  return useLive as UseLive<Target>
}
