import type { Change } from './change.ts'
import { rebuilt } from './rebuilt.ts'

/** By the number of the step. */
export const listChanges: Change<unknown[]>[] = [
  function push(list, given, { m }) {
    return list.push(given, m)
  },
  function pop(list) {
    return list.pop()
  },
  function shift(list) {
    return list.shift()
  },
  function unshift(list, given) {
    return list.unshift(given)
  },
  function spliceIn(list, given, { n, m }) {
    return list.splice(at(list, n), m % 4, given)
  },
  function spliceOut(list, _, { n, m }) {
    return list.splice(at(list, n), m % 9)
  },
  function sort(list) {
    return void list.sort((a, b) => weight(a) - weight(b))
  },
  function reverse(list) {
    return void list.reverse()
  },
  function fill(list, given, { n }) {
    return void list.fill(given, at(list, n), at(list, n) + 2)
  },
  function copyWithin(list, _, { n, m }) {
    return void list.copyWithin(at(list, m), at(list, n), at(list, n) + 3)
  },
  function shorten(list, _, { n }) {
    list.length = at(list, n)
    return undefined
  },
  function lengthen(list, _, { m }) {
    list.length += m % 3
    return undefined
  },
  function deleteElement(list, _, { n }) {
    delete list[at(list, n)]
    return undefined
  },
  function setBehindEnd(list, given, { m }) {
    list[list.length + (m % 3)] = given
    return undefined
  },
  function swap(list, _, { n, m }) {
    if (list.length === 0) return undefined
    const [a, b] = [n % list.length, m % list.length]
    ;[list[a], list[b]] = [list[b], list[a]]
    return undefined
  },
  function pushAgainAndShift(list, _, { n }) {
    // Put elsewhere first, then taken out.
    return list.length === 0 ? undefined : list.push(list[n % list.length]) && list.shift()
  },
  function pushMany(list, given, { m }) {
    return list.push(...Array.from({ length: m % 12 }, () => given))
  },
  function sortThrowing(list, _, { m }) {
    let calls = 0
    try {
      list.sort(() => {
        if (calls++ === m % 4) throw new Error('stop')
        return -1
      })
    } catch {}
    return undefined
  },
  function includes(list, given) {
    return list.includes(given)
  },
  function rebuildElement(list, given, step) {
    const index = at(list, step.n)
    const next = rebuilt(list[index], given, step)
    if (next) list[index] = next
  },
  function set(list, given, { n }) {
    list[at(list, n)] = given
    return undefined
  },
]

/** Whether a step looks for the given value itself. */
export function seeks(op: number): boolean {
  return listChanges[op % listChanges.length]?.name === 'includes'
}

function at(list: unknown[], n: number): number {
  return n % (list.length + 1)
}

function weight(value: unknown): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value
  return Array.isArray(value) ? value.length : 0
}
