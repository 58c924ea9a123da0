import type { Change } from './change.ts'
import { rebuilt } from './rebuilt.ts'

type AnyMap = Map<unknown, unknown>
type AnySet = Set<unknown>

/** By the number of the step, so that what is twice here happens twice as often. */
export const collectionChanges: { map: Change<AnyMap>[]; set: Change<AnySet>[] } = {
  map: [
    function deleteKey(map, _, { m }) {
      return map.delete(keyAt(map, m))
    },
    clear,
    function setKnownKey(map, given, { m }) {
      return void map.set(keyAt(map, m), given)
    },
    function setAsKey(map, given, { m }) {
      return void map.set(given, m)
    },
    function moveToOtherKey(map, _, { n, m }) {
      const key = keyAt(map, m)
      map.set(n, map.get(key))
      return map.delete(key)
    },
    has,
    function rebuildEntry(map, given, step) {
      const key = keyAt(map, step.m)
      const next = rebuilt(map.get(key), given, step)
      return next && void map.set(key, next)
    },
    setKey,
    setKey,
  ],
  set: [
    function deleteItem(set, _, { m }) {
      return set.delete(keyAt(set, m))
    },
    clear,
    function deleteGiven(set, given) {
      return set.delete(given)
    },
    has,
    add,
    add,
  ],
}

function keyAt(collection: AnyMap | AnySet, m: number): unknown {
  return [...collection.keys()][m % (collection.size || 1)]
}

function clear(collection: AnyMap | AnySet, _: unknown, { n }: { n: number }): unknown {
  return n === 0 ? collection.clear() : undefined
}

function has(collection: AnyMap | AnySet, given: unknown): boolean {
  return collection.has(given)
}

function setKey(map: AnyMap, given: unknown, { m }: { m: number }): unknown {
  return void map.set(m, given)
}

function add(set: AnySet, given: unknown): unknown {
  return void set.add(given)
}
