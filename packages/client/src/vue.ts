/**
 * A composable for Vue.
 *
 * @packageDocumentation
 */
import { type MaybeRefOrGetter, type ShallowRef, shallowRef, toValue, watch } from 'vue'
import { observe } from './observe.ts'
import type { IsEqual, Select } from './selection.ts'
import type { ConnectOptions, LivePlace, LiveRoom, LiveTarget } from './types.ts'

/** Connects the component to the object at an address, which may be a ref, as long as it is mounted. */
export interface UseLive<Target> {
  /** Another value after each change. */
  (place: MaybeRefOrGetter<LivePlace<Target>>): Readonly<ShallowRef<LiveRoom<Target>>>
  /**
   * Another value when what it selects has changed, by `isEqual` (default: `Object.is`). It is
   * undefined before the first view, and `select` is not called.
   */
  <Selected>(
    place: MaybeRefOrGetter<LivePlace<Target>>,
    select: Select<Target, Selected>,
    isEqual?: IsEqual<Selected>,
  ): Readonly<ShallowRef<Selected | undefined>>
}

/**
 * A composable for one kind of object. All components of an address share a connection, which is closed
 * 0.5 s after the last one left.
 */
export function liveHook<Target extends LiveTarget>(
  options: ConnectOptions<Target> = {},
): UseLive<Target> {
  function useLive<Selected>(
    at: MaybeRefOrGetter<LivePlace<Target>>,
    select?: Select<Target, Selected>,
    isEqual?: IsEqual<Selected>,
  ): ShallowRef<LiveRoom<Target> | Selected | undefined> {
    const shown = shallowRef<LiveRoom<Target> | Selected | undefined>()
    const follow = (place: LivePlace<Target>) =>
      observe({ place, options, select, isEqual }).subscribe((value) => {
        shown.value = value
      })
    watch(
      () => toValue(at),
      (place, _, onCleanup) => onCleanup(follow(place)),
      { immediate: true },
    )
    return shown
  }
  // One function cannot be declared with two kinds of results.
  return useLive as UseLive<Target>
}
