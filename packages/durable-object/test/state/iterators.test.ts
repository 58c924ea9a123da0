import { expect, it } from 'vitest'
import { open } from './harness/open.ts'

type Any = any

const items = (): [string, number][] => [
  ['a', 1],
  ['b', 2],
  ['c', 3],
]

const sources: Record<string, (make: Any) => Any> = {
  'map.keys()': ({ map }) => map.keys(),
  'map.values()': ({ map }) => map.values(),
  'map.entries()': ({ map }) => map.entries(),
  'map[Symbol.iterator]()': ({ map }) => map[Symbol.iterator](),
  'set.keys()': ({ set }) => set.keys(),
  'set.values()': ({ set }) => set.values(),
  'set.entries()': ({ set }) => set.entries(),
  'set[Symbol.iterator]()': ({ set }) => set[Symbol.iterator](),
  'list.keys()': ({ list }) => list.keys(),
  'list.values()': ({ list }) => list.values(),
  'list.entries()': ({ list }) => list.entries(),
  'list[Symbol.iterator]()': ({ list }) => list[Symbol.iterator](),
}

function create(): Any {
  return { map: new Map(items()), set: new Set(['a', 'b', 'c']), list: ['a', 'b', 'c'] }
}

const uses: Record<string, (iterator: Any, parts: Any) => unknown> = {
  'break and go on': (iterator) => {
    const seen: unknown[] = []
    for (const value of iterator) {
      seen.push(value)
      break
    }
    for (const value of iterator) seen.push(value)
    return seen
  },
  'destructuring and go on': (iterator) => {
    const [first] = iterator
    return [first, ...iterator]
  },
  'stays at its end': (iterator, { map, set, list }) => {
    const all = [...iterator]
    map.set('d', 4)
    set.add('d')
    list.push('d')
    return [all, iterator.next(), iterator.next()]
  },
  'sees what is added and not what is gone': (iterator, { map, set, list }) => {
    const first = iterator.next()
    map.delete('b')
    map.set('d', 4)
    set.delete('b')
    set.add('d')
    list.splice(1, 1, 'd', 'e')
    return [first, ...iterator]
  },
  'sees a part that was cleared': (iterator, { map, set, list }) => {
    iterator.next()
    map.clear()
    set.clear()
    list.length = 0
    map.set('x', 1)
    set.add('x')
    return [...iterator]
  },
  'its tag and methods': (iterator) => [
    Object.prototype.toString.call(iterator),
    iterator[Symbol.toStringTag],
    iterator[Symbol.iterator]() === iterator,
    typeof iterator.return,
    typeof iterator.throw,
    iterator instanceof Iterator,
    Reflect.ownKeys(iterator),
    iterator.constructor === Iterator,
  ],
  'helpers of iterators': (iterator) =>
    iterator
      .drop(1)
      .map((value: unknown) => [value])
      .take(1)
      .toArray(),
  results: (iterator) => {
    const [one, two] = [iterator.next(), iterator.next()]
    return [one !== two, Object.keys(one), one, two]
  },
  'refuses another this': (iterator) => {
    try {
      return iterator.next.call({})
    } catch (error) {
      return error instanceof TypeError
    }
  },
}

it.each(
  Object.keys(sources).flatMap((source) => Object.keys(uses).map((use) => [source, use] as const)),
)('%s iterates as the language does: %s', (source, use) => {
  const [take, run] = [sources[source], uses[use]]
  if (!take || !run) throw new Error('unreachable')
  const plain = create()
  const { state } = open<Any>(create())
  expect(run(take(state), state)).toEqual(run(take(plain), plain))
})

it('the same function for the same thing', () => {
  const { map, set, list } = open<Any>(create()).state
  expect(map.entries).toBe(map[Symbol.iterator])
  expect(set.values).toBe(set[Symbol.iterator])
  expect(set.values).toBe(set.keys)
  expect(list.values).toBe(list[Symbol.iterator])
})

it('gives parts that can be changed', () => {
  const { state, reload } = open<Any>({
    map: new Map([['k', { n: 1 }]]),
    keys: new Map([[{ k: 1 }, [1]]]),
    set: new Set([{ n: 1 }]),
    list: [{ n: 1 }],
  })
  const [[, byEntry]] = state.map
  const [byValue] = state.map.values()
  expect(byEntry).toBe(byValue)
  byEntry.n++
  for (const [key, value] of state.keys) {
    key.k++
    value.push(2)
  }
  for (const [one, two] of state.set.entries()) {
    expect(one).toBe(two)
    one.n++
  }
  for (const [, part] of state.list.entries()) part.n++
  expect(reload()).toEqual({
    map: new Map([['k', { n: 2 }]]),
    keys: new Map([[{ k: 2 }, [1, 2]]]),
    set: new Set([{ n: 2 }]),
    list: [{ n: 2 }],
  })
})

it('undo under an iterator leaves it usable', () => {
  const { state, live } = open<Any>({ map: new Map(items()) })
  const iterator = state.map.keys()
  iterator.next()
  state.map.set('d', 4)
  live.undo()
  expect([...iterator]).toEqual(['b', 'c'])
})
