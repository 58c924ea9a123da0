import { expect, it } from 'vitest'
import type { Any } from './harness/handled.ts'
import { open } from './harness/open.ts'

// Longer than the gaps that a list of views may have.
const LENGTH = 1200

function createItem(n: number): Any {
  // More children than an object has views of by itself.
  const parts = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => [key, { key, n }]))
  return { n, parts, at: new Date(n), map: new Map([['m', { n }]]) }
}

/** All parts of an item, each as it is reached from there. */
function partsOf(item: Any): Any[] {
  return [item, item.parts, ...Object.values(item.parts), item.at, item.map, item.map.get('m')]
}

const looks: Record<string, (list: Any) => unknown> = {
  'nothing was read': () => undefined,
  'each was visited': (list) => [...list].map(partsOf),
  'each was visited by its index': (list) => {
    for (let at = 0; at < list.length; at++) partsOf(list[at])
  },
  'the last one was read first': (list) => [list.at(-1), [...list].map(partsOf)],
  'some were found': (list) => [list.find(({ n }: Any) => n === 7), list.slice(3)[5], list.at(50)],
}

const changes: Record<string, (list: Any, state: Any) => unknown> = {
  nothing: () => undefined,
  'a field is set': (list) => list.with(5).at(5),
  'a number is set': (list) => Object.assign(list[5].parts.a, { key: 'z' }),
  sort: (list) => list.sort((a: Any, b: Any) => (a.n % 7) - (b.n % 7)),
  reverse: (list) => list.reverse(),
  shift: (list) => list.shift(),
  unshift: (list) => list.unshift({ n: -1, ...createItem(-1) }),
  splice: (list) => list.splice(3, 5, createItem(-1)),
  push: (list) => list.push(createItem(-1)),
  'a swap': (list) => ([list[1], list[9]] = [list[9], list[1]]),
  'a swap of children': ([{ parts }]) => ([parts.a, parts.b] = [parts.b, parts.a]),
  'a part put in twice': (list, state) => (state.other = list[4]),
  'a part taken out and put in again': (list) => list.push(...list.splice(4, 1)),
  'a field that moves': (list) => {
    const { map } = list[0]
    delete list[0].map
    list[1].moved = map
    list[0].map = list[1].map
  },
  'a new list of the same': (list, state) => (state.list = list.filter(({ n }: Any) => n % 3)),
  'an undo': () => undefined,
}

it.each(
  Object.keys(looks).flatMap((look) =>
    Object.keys(changes).map((change) => [look, change] as const),
  ),
)('a part is one object, however it is reached: %s, then %s', (look, change) => {
  const { live, state } = open<Any>(
    { list: Array.from({ length: LENGTH }, (_, n) => createItem(n)) },
    2000,
  ).wake()
  looks[look]?.(state.list)
  const mark = live.mark()
  if (change === 'an undo') state.list.reverse()
  const known = new Map<number, Any[]>([...state.list].map((item: Any) => [item.n, partsOf(item)]))
  if (change === 'an undo') live.undo(mark)
  changes[change]?.(state.list, state)
  let count = 0
  for (const [at, item] of state.list.entries()) {
    expect(state.list[at]).toBe(item)
    const before = known.get(item.n)
    if (!before) continue
    expect(before[0]).toBe(item)
    const parts = partsOf(item)
    if (parts.every((part) => before.includes(part))) count++
  }
  expect(count).toBeGreaterThan(LENGTH / 2)
  expect(state.other ?? state.list[0]).toBe(state.other ? known.get(4)?.[0] : state.list[0])
})
